<?php

declare( strict_types=1 );

/** One purchase: its steps in their order, by the store's API as a guest and by WooCommerce's own as administrator. */
final class Sale {
	/** @var array<string, mixed> */
	private array $product = array();
	/** @var array<string, string> */
	private array $cart_headers = array();
	/** @var array<string, string> */
	private array $admin_headers = array();
	private int $order     = 0;
	private string $number = '';
	/** What the order costs, in the smallest unit of the currency. */
	private int $total = 0;
	private int $minor_unit = 2;

	public function __construct( private readonly ShopClient $client, private readonly string $id ) {}

	/** The number of the order as the administrator sees it. */
	public function number(): string {
		return $this->number;
	}

	public function browse(): void {
		$answer = $this->client->get( '/?rest_route=/wc/store/v1/products&per_page=20&stock_status=instock' );
		if ( 404 === $answer->status && str_contains( $answer->body, 'rest_no_route' ) ) {
			throw $answer->unexpected( "(this image has no WooCommerce, or it isn't active)" );
		}
		foreach ( $answer->json( 200 ) as $product ) {
			if ( 'simple' === ( $product['type'] ?? '' ) && true === ( $product['is_purchasable'] ?? false ) && true === ( $product['is_in_stock'] ?? false ) ) {
				$this->product = $product;
				return;
			}
		}
		throw $answer->unexpected( 'lists no product that can be bought' );
	}

	public function cart(): void {
		$this->take_cart_headers( $this->client->get( '/?rest_route=/wc/store/v1/cart' ), 200 );
		$quantity = max( 1, (int) ( $this->product['add_to_cart']['minimum'] ?? 1 ) );
		$answer   = $this->client->json(
			'POST',
			'/?rest_route=/wc/store/v1/cart/add-item',
			array( 'id' => $this->product['id'], 'quantity' => $quantity ),
			$this->cart_headers
		);
		$cart = $this->take_cart_headers( $answer, 200, 201 );
		if ( $quantity !== ( $cart['items_count'] ?? null ) ) {
			throw $answer->unexpected( 'has not the product in the cart' );
		}
	}

	public function checkout(): void {
		$address = array(
			'first_name' => 'Shopyard',
			'last_name'  => 'Sale probe',
			'company'    => '',
			'address_1'  => 'Hafenstr. 1',
			'address_2'  => '',
			'city'       => 'Hamburg',
			'state'      => '',
			'postcode'   => '20457',
			'country'    => 'DE',
			'phone'      => '',
		);
		// A name that never leads anywhere (RFC 2606): nobody gets an e-mail.
		$billing = array( ...$address, 'email' => "sale-{$this->id}@shopyard.invalid" );
		$answer  = $this->client->json(
			'POST',
			'/?rest_route=/wc/store/v1/cart/update-customer',
			array( 'billing_address' => $billing, 'shipping_address' => $address ),
			$this->cart_headers
		);
		$cart = $this->take_cart_headers( $answer, 200 );
		if ( true === ( $cart['needs_shipping'] ?? false ) ) {
			$cart = $this->choose_shipping( $answer, $cart );
		}
		$this->total      = (int) $cart['totals']['total_price'];
		$this->minor_unit = (int) $cart['totals']['currency_minor_unit'];
		$answer           = $this->client->json(
			'POST',
			'/?rest_route=/wc/store/v1/checkout',
			array(
				'billing_address'  => $billing,
				'shipping_address' => $address,
				'customer_note'    => "Shopyard's sale probe {$this->id}",
				'payment_method'   => 'cod',
				'payment_data'     => array(),
			),
			$this->cart_headers
		);
		$placed      = $answer->json( 200, 201 );
		$this->order = (int) ( $placed['order_id'] ?? 0 );
		if ( $this->order < 1 || 'success' !== ( $placed['payment_result']['payment_status'] ?? '' ) ) {
			throw $answer->unexpected( 'placed no order' );
		}
	}

	/** @param string $earlier an order of before that has to be seen, too, by whoever asks whether data is kept; or '' */
	public function admin( string $user, string $password, string $earlier ): void {
		$this->client->get( '/wp-login.php' )->expect( 200 );
		$answer = $this->client->form(
			'/wp-login.php',
			array( 'log' => $user, 'pwd' => $password, 'wp-submit' => 'Log In', 'testcookie' => '1' )
		);
		if ( 302 !== $answer->status || ! $this->client->has_cookie( 'wordpress_logged_in_' ) ) {
			throw $answer->unexpected( 'does not let the administrator in' );
		}
		$answer = $this->client->get( '/wp-admin/admin-ajax.php?action=rest-nonce' );
		$answer->expect( 200 );
		if ( 1 !== preg_match( '/^\w{10}$/', $answer->body ) ) {
			throw new RuntimeException( "{$answer->request}: gives the administrator no nonce" );
		}
		$this->client->hide( $answer->body );
		$this->admin_headers = array( 'X-WP-Nonce' => $answer->body );
		$answer              = $this->client->get( "/?rest_route=/wc/v3/orders/{$this->order}", $this->admin_headers );
		$order               = $answer->json( 200 );
		$total               = (int) round( (float) ( $order['total'] ?? -1 ) * 10 ** $this->minor_unit );
		if ( $total !== $this->total ) {
			throw $answer->unexpected( "shows a total of $total instead of {$this->total}" );
		}
		$this->number = (string) $order['number'];
		if ( '' !== $earlier ) {
			$this->client->get( '/?rest_route=/wc/v3/orders/' . rawurlencode( $earlier ), $this->admin_headers )->expect( 200 );
		}
	}

	/** Cancelled, so that its pieces are in stock again; marked; and put into the trash, where no report counts it. */
	public function cleanup(): void {
		$path   = "/?rest_route=/wc/v3/orders/{$this->order}";
		$body   = array( 'status' => 'cancelled', 'meta_data' => array( array( 'key' => '_shopyard_sale', 'value' => $this->id ) ) );
		$answer = $this->client->json( 'PUT', $path, $body, $this->admin_headers );
		if ( 'cancelled' !== ( $answer->json( 200 )['status'] ?? '' ) ) {
			throw $answer->unexpected( 'did not cancel the order' );
		}
		$this->client->json( 'DELETE', $path, array( 'force' => false ), $this->admin_headers )->expect( 200 );
	}

	/** @param array<string, mixed> $cart @return array<string, mixed> */
	private function choose_shipping( Answer $answer, array $cart ): array {
		foreach ( $cart['shipping_rates'] ?? array() as $package ) {
			foreach ( $package['shipping_rates'] ?? array() as $rate ) {
				$answer = $this->client->json(
					'POST',
					'/?rest_route=/wc/store/v1/cart/select-shipping-rate',
					array( 'package_id' => $package['package_id'], 'rate_id' => $rate['rate_id'] ),
					$this->cart_headers
				);
				return $this->take_cart_headers( $answer, 200 );
			}
		}
		throw $answer->unexpected( 'offers no shipping to Germany' );
	}

	/**
	 * What tells one guest's cart from another's comes with every answer about it.
	 *
	 * @return array<string, mixed> the cart
	 */
	private function take_cart_headers( Answer $answer, int ...$allowed ): array {
		$cart = $answer->json( ...$allowed );
		foreach ( array( 'Cart-Token', 'Nonce' ) as $name ) {
			$value = $answer->header( $name );
			if ( null !== $value ) {
				$this->client->hide( $value );
				$this->cart_headers[ $name ] = $value;
			}
		}
		if ( array() === $this->cart_headers ) {
			throw $answer->unexpected( 'has neither Cart-Token nor Nonce' );
		}
		return $cart;
	}
}
