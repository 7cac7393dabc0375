using System.Diagnostics;
using TracedLlm.Endings.Tests.Routes;

namespace TracedLlm.Endings.Tests.Endings;

/// <summary>One request in progress: the signals between caller, gateway and provider.</summary>
internal sealed class Exchange(Ending ending, GatewayRow row)
{
    public const string Header = "x-exchange";

    public Ending Ending { get; } = ending;

    public GatewayRow Row { get; } = row;

    public bool Streamed => Ending.Streamed;

    /// <summary>The caller's trace.</summary>
    public string TraceId { get; } = ActivityTraceId.CreateRandom().ToHexString();

    /// <summary>The caller's span.</summary>
    public string CallerSpan { get; } = ActivitySpanId.CreateRandom().ToHexString();

    public string TraceParent => $"00-{TraceId}-{CallerSpan}-01";

    /// <summary>The path of its route.</summary>
    public string Path => Prefix(Ending.RouteForm) + Row.Path;

    /// <summary>Completes when the provider has received the request.</summary>
    public TaskCompletionSource ProviderReached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the provider has received a second attempt.</summary>
    public TaskCompletionSource HedgeReached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the caller has received half of the events.</summary>
    public TaskCompletionSource CallerHasHalf { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The path prefix of the routes of each form.</summary>
    public static string Prefix(RouteForm entrance) => entrance == RouteForm.Endpoint ? "" : "/" + entrance;
}
