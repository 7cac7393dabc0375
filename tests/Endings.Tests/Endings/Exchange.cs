using System.Diagnostics;
using TracedLlm.Endings.Tests.Routes;

namespace TracedLlm.Endings.Tests.Endings;

/// <summary>One request on its way: what caller, gateway and provider tell each other behind the scenes.</summary>
internal sealed class Exchange(Ending ending, GatewayRow row)
{
    public const string Header = "x-exchange";

    public Ending Ending { get; } = ending;

    public GatewayRow Row { get; } = row;

    public bool Streamed => Ending.Streamed;

    /// <summary>The trace that the caller begins.</summary>
    public string TraceId { get; } = ActivityTraceId.CreateRandom().ToHexString();

    /// <summary>The caller's span.</summary>
    public string CallerSpan { get; } = ActivitySpanId.CreateRandom().ToHexString();

    public string TraceParent => $"00-{TraceId}-{CallerSpan}-01";

    /// <summary>The path of its route.</summary>
    public string Path => Prefix(Ending.RouteForm) + Row.Path;

    /// <summary>The provider has the request.</summary>
    public TaskCompletionSource ProviderReached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The provider has a second attempt.</summary>
    public TaskCompletionSource HedgeReached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The caller has half of the events.</summary>
    public TaskCompletionSource CallerHasHalf { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What stands before the routes of each form.</summary>
    public static string Prefix(RouteForm entrance) => entrance == RouteForm.Endpoint ? "" : "/" + entrance;
}
