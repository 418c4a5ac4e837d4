<?php
/** Makes a shop of what WooCommerce left open: pages, payment, shipping, first products. What somebody changed stays. */

declare( strict_types=1 );

require_once __DIR__ . '/../wordpress.php';

if ( ! class_exists( 'WooCommerce' ) ) {
	shopyard_through();
	return;
}
wp_set_current_user( get_user_by( 'login', shopyard_environment( 'SHOPYARD_ADMIN_USERNAME' ) )->ID );
require_once __DIR__ . '/../shop/update-database.php';
require_once __DIR__ . '/../shop/once.php';
require_once __DIR__ . '/../shop/options.php';
require_once __DIR__ . '/../shop/shipping.php';
require_once __DIR__ . '/../shop/products.php';

shopyard_update_database();
WC_Install::create_pages();
shopyard_once( 'options', 'shopyard_set_options' );
shopyard_once( 'shipping', 'shopyard_add_shipping' );
shopyard_once( 'products', 'shopyard_add_products' );
shopyard_through();
