//! One vocabulary for commerce events. Shopify's names are ours; GA4's and Segment's are mapped.

/// Foreign names and ours.
const NAMES: &[(&str, &str)] = &[
    ("Cart Viewed", "cart_viewed"),
    ("Checkout Started", "checkout_started"),
    ("Coupon Applied", "coupon_applied"),
    ("Coupon Denied", "coupon_denied"),
    ("Coupon Removed", "coupon_removed"),
    ("Order Completed", "checkout_completed"),
    ("Payment Info Entered", "payment_info_submitted"),
    ("Product Added", "product_added_to_cart"),
    ("Product List Viewed", "collection_viewed"),
    ("Product Removed", "product_removed_from_cart"),
    ("Product Viewed", "product_viewed"),
    ("Products Searched", "search_submitted"),
    ("add_payment_info", "payment_info_submitted"),
    ("add_shipping_info", "checkout_shipping_info_submitted"),
    ("add_to_cart", "product_added_to_cart"),
    ("begin_checkout", "checkout_started"),
    ("purchase", "checkout_completed"),
    ("remove_from_cart", "product_removed_from_cart"),
    ("search", "search_submitted"),
    ("view_cart", "cart_viewed"),
    ("view_item", "product_viewed"),
    ("view_item_list", "collection_viewed"),
    ("view_search_results", "search_submitted"),
];

/// The name an event has here: GA4 and Segment names in our vocabulary, every other name as it is.
pub fn ours(name: &str) -> &str {
    NAMES.iter().find(|(theirs, _)| *theirs == name).map_or(name, |(_, ours)| ours)
}

/// Other names that people know them by, in small letters and without anything between.
#[cfg(feature = "dev")]
const KNOWN: &[(&str, &str)] = &[
    ("addedtocart", "product_added_to_cart"),
    ("cartadd", "product_added_to_cart"),
    ("initiatecheckout", "checkout_started"),
    ("ordercomplete", "checkout_completed"),
    ("orderplaced", "checkout_completed"),
    ("placeorder", "checkout_completed"),
    ("removedfromcart", "product_removed_from_cart"),
    ("viewcontent", "product_viewed"),
    ("viewproduct", "product_viewed"),
];

/// Our name of an event that is one of another vocabulary, but for capitals and what stands between its words.
#[cfg(feature = "dev")]
pub(crate) fn written_so(name: &str) -> Option<&'static str> {
    let plain = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
    };
    let name = plain(name);
    let is_it = |(theirs, ours): &&(&str, &str)| plain(theirs) == name || plain(ours) == name;
    NAMES.iter().chain(KNOWN).find(is_it).map(|(_, ours)| *ours)
}

#[cfg(test)]
mod tests {
    use super::ours;

    #[test]
    fn the_three_dialects_agree() {
        for (ga4, segment, shopify) in [
            ("view_item", "Product Viewed", "product_viewed"),
            ("add_to_cart", "Product Added", "product_added_to_cart"),
            ("remove_from_cart", "Product Removed", "product_removed_from_cart"),
            ("view_cart", "Cart Viewed", "cart_viewed"),
            ("begin_checkout", "Checkout Started", "checkout_started"),
            ("purchase", "Order Completed", "checkout_completed"),
            ("search", "Products Searched", "search_submitted"),
            ("view_search_results", "Products Searched", "search_submitted"),
            ("view_item_list", "Product List Viewed", "collection_viewed"),
            ("add_payment_info", "Payment Info Entered", "payment_info_submitted"),
            // Segment numbers the steps of a checkout.
            ("add_shipping_info", "checkout_shipping_info_submitted", "checkout_shipping_info_submitted"),
            // GA4 has no events for coupons.
            ("coupon_removed", "Coupon Removed", "coupon_removed"),
            ("coupon_applied", "Coupon Applied", "coupon_applied"),
            ("coupon_denied", "Coupon Denied", "coupon_denied"),
        ] {
            assert_eq!((ours(ga4), ours(segment), ours(shopify)), (shopify, shopify, shopify));
        }
        assert_eq!(ours("size_guide_opened"), "size_guide_opened");
    }
}
