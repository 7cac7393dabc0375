using Microsoft.AspNetCore.Builder;

namespace TracedLlm.Routes;

/// <summary>The relevant middleware in the application's pipeline.</summary>
internal sealed class PipelineState
{
    // The key that UseRouting sets in the properties of a pipeline (EndpointRoutingApplicationBuilderExtensions).
    private const string Routing = "__EndpointRouteBuilder";

    private readonly List<IDictionary<string, object?>> _withoutRouting = [];

    /// <summary>Whether <c>UseTracedLlm</c> was called.</summary>
    public bool HasMiddleware { get; private set; }

    /// <summary>
    /// Whether an explicit <c>UseRouting</c> comes after <c>UseTracedLlm</c>, which then sees no endpoint. Without an explicit
    /// one <c>WebApplication</c> inserts routing before all other middleware.
    /// </summary>
    public bool IsBeforeRouting => _withoutRouting.Exists(properties => properties.ContainsKey(Routing));

    /// <summary>Records that <c>UseTracedLlm</c> was added to <paramref name="app"/>.</summary>
    public void Add(IApplicationBuilder app)
    {
        HasMiddleware = true;
        if (!app.Properties.ContainsKey(Routing))
        {
            _withoutRouting.Add(app.Properties);
        }
    }
}
