/** What the shop sells: the raw material of the generator. */
export interface Department {
  category: string;
  products: string[];
  /** The dearest and the cheapest product, per piece. */
  price: { min: number; max: number };
  /** How many pieces one purchase may hold. */
  maxQuantity: number;
}

export const DEPARTMENTS: Department[] = [
  {
    category: 'electronics',
    products: ['Headphones', 'Laptop', 'Phone', 'Monitor', 'Camera', 'Tablet', 'Keyboard', 'Router'],
    price: { min: 25, max: 1800 },
    maxQuantity: 2,
  },
  {
    category: 'clothing',
    products: ['Jacket', 'Jeans', 'Dress', 'Shoes', 'Scarf', 'Shirt', 'Coat', 'Pullover'],
    price: { min: 15, max: 320 },
    maxQuantity: 4,
  },
  {
    category: 'home',
    products: ['Lamp', 'Chair', 'Carpet', 'Mattress', 'Kettle', 'Shelf', 'Pan', 'Sofa'],
    price: { min: 12, max: 1200 },
    maxQuantity: 3,
  },
  {
    category: 'sports',
    products: ['Bicycle', 'Tent', 'Skis', 'Racket', 'Helmet', 'Kayak', 'Rucksack', 'Treadmill'],
    price: { min: 18, max: 950 },
    maxQuantity: 2,
  },
  {
    category: 'books',
    products: ['Novel', 'Atlas', 'Cookbook', 'Dictionary', 'Comic', 'Biography', 'Textbook', 'Guide'],
    price: { min: 6, max: 90 },
    maxQuantity: 6,
  },
  {
    category: 'groceries',
    products: ['Coffee', 'Cheese', 'Olive oil', 'Wine', 'Chocolate', 'Hamper', 'Honey', 'Spices'],
    price: { min: 3, max: 60 },
    maxQuantity: 12,
  },
  {
    category: 'travel',
    products: ['City break', 'Rail pass', 'Hotel night', 'Flight', 'Ferry', 'Safari', 'Cruise', 'Hire car'],
    price: { min: 60, max: 2400 },
    maxQuantity: 2,
  },
];

export const PAYMENT_METHODS = ['credit card', 'debit card', 'bank transfer', 'wallet', 'gift card'];
