import { mutation, query, v } from "@stopgap/runtime";
import slugify from "slugify";

interface Product {
  id: number;
  slug: string;
  name: string;
  price_cents: number;
  stock: number;
}

const product = "id, slug, name, price_cents, stock";

/** Adds a product, under a name that can stand in an address. */
export const add = mutation(
  v.object({
    name: v.string().check(v.minLength(1)),
    priceCents: v.int().check(v.positive()),
    stock: v.optional(v.int().check(v.nonnegative())),
  }),
  async ({ name, priceCents, stock = 0 }, ctx) => {
    const slug = slugify(name, { lower: true, strict: true });
    const [added] = await ctx.db.query<Product>(
      `insert into shop.product (slug, name, price_cents, stock) values ($1, $2, $3, $4)
       returning ${product}`,
      [slug, name, priceCents, stock],
    );
    if (!added) throw new Error("the product was not added");
    return added;
  },
);

/** A product by its slug, or null. */
export const get = query(v.object({ slug: v.string() }), async ({ slug }, ctx) => {
  const [found] = await ctx.db.query<Product>(
    `select ${product} from shop.product where slug = $1`,
    [slug],
  );
  return found ?? null;
});

/** The products whose name contains a text, by name; those that are sold out only when asked for. */
export const search = query(
  v.object({ text: v.optional(v.string()), soldOut: v.optional(v.boolean()) }),
  async ({ text = "", soldOut = false }, ctx) =>
    ctx.db.query<Product>(
      `select ${product} from shop.product
       where strpos(lower(name), lower($1)) > 0 and (stock > 0 or $2)
       order by name limit 100`,
      [text, soldOut],
    ),
);
