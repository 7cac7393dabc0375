using Microsoft.AspNetCore.Builder;

namespace TracedLlm.Routes;

/// <summary>What has been added to the application's pipeline.</summary>
internal sealed class PipelineState
{
    // What UseRouting leaves in the properties of a pipeline.
    private const string Routing = "__EndpointRouteBuilder";

    private readonly List<IDictionary<string, object?>> _withoutRouting = [];

    /// <summary>Whether <c>UseTracedLlm</c> was called.</summary>
    public bool HasMiddleware { get; private set; }

    /// <summary>
    /// Whether an explicit <c>UseRouting</c> came after <c>UseTracedLlm</c>, which then sees no endpoint. Where there is none,
    /// <c>WebApplication</c> puts its own in front of everything.
    /// </summary>
    public bool IsBeforeRouting => _withoutRouting.Exists(properties => properties.ContainsKey(Routing));

    /// <summary>Notes that <c>UseTracedLlm</c> is added to <paramref name="app"/>.</summary>
    public void Add(IApplicationBuilder app)
    {
        HasMiddleware = true;
        if (!app.Properties.ContainsKey(Routing))
        {
            _withoutRouting.Add(app.Properties);
        }
    }
}
