using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using TracedLlm.Routes;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Taps;

/// <summary>The endpoint that replaces a traced endpoint equals it for all other code.</summary>
[Collection(ProcessWide.Name)]
public sealed class TappedEndpointTests
{
    [Fact]
    public async Task The_replaced_endpoint_has_everything_of_the_original_and_is_removed_with_the_request()
    {
        Endpoint? before = null, inside = null, after = null;
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            App = app =>
            {
                app.Use(async (HttpContext http, RequestDelegate next) =>
                {
                    before = http.GetEndpoint();
                    await next(http);
                    after = http.GetEndpoint();
                });
                app.UseTracedLlm();
                app.MapPost("/v1/messages/{id?}", [TracedLlmRoute(LlmApi.Messages)] (HttpContext http) => { inside = http.GetEndpoint(); })
                    .WithName("messages").WithOrder(3);
            },
        });

        await gateway.PostAsync("/v1/messages/7");

        Assert.NotNull(before);
        Assert.Same(before, after);
        Assert.NotSame(before, inside);
        var (expected, actual) = (Assert.IsType<RouteEndpoint>(before), Assert.IsType<RouteEndpoint>(inside));
        Assert.Same(expected.Metadata, actual.Metadata);
        Assert.Same(expected.RoutePattern, actual.RoutePattern);
        Assert.Equal((expected.Order, expected.DisplayName), (actual.Order, actual.DisplayName));
    }

    [Fact]
    public async Task It_is_the_same_one_for_every_request()
    {
        var seen = new List<Endpoint?>();
        await using var gateway = await TestGateway.StartAsync(app =>
            app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) => seen.Add(http.GetEndpoint())));

        await gateway.PostAsync("/v1/messages");
        await gateway.PostAsync("/v1/messages");

        Assert.Same(seen[0], seen[1]);
    }

    [Fact]
    public async Task An_endpoint_that_is_not_traced_is_left_alone()
    {
        Endpoint? before = null, inside = null;
        IHttpResponseBodyFeature? body = null, bodyInside = null;
        await using var gateway = await TestGateway.StartAsync(app =>
        {
            app.Use(async (HttpContext http, RequestDelegate next) =>
            {
                (before, body) = (http.GetEndpoint(), http.Features.Get<IHttpResponseBodyFeature>());
                await next(http);
            });
            app.MapPost("/health", (HttpContext http) => { (inside, bodyInside) = (http.GetEndpoint(), http.Features.Get<IHttpResponseBodyFeature>()); });
        });

        await gateway.PostAsync("/health");

        Assert.Same(before, inside);
        Assert.Same(body, bodyInside);
    }

    [Fact]
    public async Task The_response_of_an_unrecorded_request_is_not_tapped()
    {
        IHttpResponseBodyFeature? before = null, inside = null;
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Export = false,
            App = app =>
            {
                app.Use(async (HttpContext http, RequestDelegate next) =>
                {
                    before = http.Features.Get<IHttpResponseBodyFeature>();
                    await next(http);
                });
                app.UseTracedLlm();
                app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) => { inside = http.Features.Get<IHttpResponseBodyFeature>(); });
            },
        });

        await gateway.PostAsync("/v1/messages");

        Assert.NotNull(before);
        Assert.Same(before, inside);
    }

    [Fact]
    public async Task The_body_is_the_servers_own_again_when_the_handler_has_returned()
    {
        IHttpResponseBodyFeature? before = null, inside = null, after = null;
        await using var gateway = await TestGateway.StartAsync(app =>
        {
            app.Use(async (HttpContext http, RequestDelegate next) =>
            {
                before = http.Features.Get<IHttpResponseBodyFeature>();
                await next(http);
                after = http.Features.Get<IHttpResponseBodyFeature>();
            });
            app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) => { inside = http.Features.Get<IHttpResponseBodyFeature>(); });
        });

        await gateway.PostAsync("/v1/messages");

        Assert.Same(before, after);
        Assert.NotSame(before, inside);
    }

    [Fact]
    public void An_endpoint_of_a_kind_of_its_own_is_not_replaced() =>
        Assert.Null(TappedEndpoint.GetOrCreate(new OwnEndpoint()));

    private sealed class OwnEndpoint() : Endpoint(_ => Task.CompletedTask, null, null);
}
