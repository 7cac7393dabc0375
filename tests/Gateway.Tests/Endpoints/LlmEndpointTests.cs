using Microsoft.AspNetCore.Routing;
using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Endpoints;

/// <summary>The routes of the sample gateway as ASP.NET Core has them.</summary>
public sealed class LlmEndpointTests
{
    // ASP.NET Core compiles an expression for each pattern of a handler that is no request delegate: 1,290 methods at every start.
    [Fact]
    public async Task Its_routes_call_the_handler_itself()
    {
        await using var gateway = await RunningGateway.StartAsync("model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]");

        var routes = gateway.Routes.OfType<RouteEndpoint>().Where(route => route.Metadata.GetMetadata<ServedRoute>() is not null).ToList();

        Assert.NotEmpty(routes);
        Assert.All(routes, route => Assert.Same(typeof(LlmEndpoint), route.RequestDelegate!.Method.DeclaringType));
        Assert.All(routes, route => Assert.NotNull(route.Metadata.GetMetadata<TracedLlmRouteAttribute>()));
    }
}
