<?php

declare( strict_types=1 );

/** What a new shop has on its shelves: SKU, name, price, pieces in stock, words about it, colour of its picture. */
const SHOPYARD_PRODUCTS = array(
	array( 'yard-mug', 'Harbour mug', '14.00', 120, 'Stoneware with a speckled glaze. Holds 350 ml and goes into the dishwasher.', array( 47, 93, 98 ) ),
	array( 'yard-tote', 'Canvas tote', '19.00', 80, 'Heavy organic cotton with long handles. Carries a week of shopping.', array( 196, 154, 88 ) ),
	array( 'yard-notebook', 'Dotted notebook', '12.50', 200, '192 numbered pages of 100 g paper, thread-bound, lies flat.', array( 122, 78, 110 ) ),
	array( 'yard-candle', 'Cedar candle', '24.00', 60, 'Rapeseed wax with cedar and orange. Burns for about 40 hours.', array( 165, 92, 66 ) ),
);

/** Adds each product that isn't there; the SKU tells. */
function shopyard_add_products(): void {
	foreach ( SHOPYARD_PRODUCTS as list( $sku, $name, $price, $stock, $text, $colour ) ) {
		if ( wc_get_product_id_by_sku( $sku ) > 0 ) {
			continue;
		}
		$product = new WC_Product_Simple();
		$product->set_sku( $sku );
		$product->set_name( $name );
		$product->set_regular_price( $price );
		$product->set_short_description( $text );
		$product->set_description( $text );
		$product->set_manage_stock( true );
		$product->set_stock_quantity( $stock );
		$product->set_status( 'publish' );
		$product->set_image_id( shopyard_picture( $sku, $name, $colour ) );
		$product->save();
	}
}

/**
 * Draws a plain picture of a product into the uploads: light falling on its colour.
 *
 * @param array{int, int, int} $colour red, green, blue
 * @return int the attachment
 */
function shopyard_picture( string $sku, string $name, array $colour ): int {
	$size  = 800;
	$image = imagecreatetruecolor( $size, $size );
	for ( $y = 0; $y < $size; $y++ ) {
		$light = 1.25 - 0.5 * $y / $size;
		$shade = array_map( static fn( int $part ): int => (int) min( 255, $part * $light ), $colour );
		imageline( $image, 0, $y, $size - 1, $y, imagecolorallocate( $image, ...$shade ) );
	}
	$pale = imagecolorallocatealpha( $image, 255, 255, 255, 96 );
	imagefilledellipse( $image, $size >> 1, $size >> 1, 420, 420, $pale );
	imagefilledellipse( $image, ( $size >> 1 ) + 90, ( $size >> 1 ) - 90, 200, 200, $pale );
	ob_start();
	imagejpeg( $image, null, 88 );
	$file = wp_upload_bits( "$sku.jpg", null, (string) ob_get_clean() );
	if ( false !== $file['error'] ) {
		shopyard_fail( "the picture of $sku: {$file['error']}" );
	}
	require_once ABSPATH . 'wp-admin/includes/image.php';
	$attachment = array(
		'post_mime_type' => 'image/jpeg',
		'post_title'     => $name,
	);
	$id = (int) shopyard_check( wp_insert_attachment( $attachment, $file['file'], 0, true ), "the picture of $sku" );
	wp_update_attachment_metadata( $id, wp_generate_attachment_metadata( $id, $file['file'] ) );
	return $id;
}
