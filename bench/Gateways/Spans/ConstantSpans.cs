using System.Diagnostics;

namespace TracedLlm.Bench.Gateways;

/// <summary>
/// The spans of a request with as many attributes as the library and the peer give them, whose values are constants and are handed over at
/// creation. Nothing is read, nothing is exported: no tracing with activities costs less.
/// </summary>
internal static class ConstantSpans
{
    public const string SourceName = "Bench.Spans";

    // The numbers of attributes that `--facts` prints.
    private const int OfRoot = 24;
    private const int OfRequest = 41;
    private const int OfAttempt = 26;
    private const int OfGuardrail = 11;
    private const int OfStage = 6;

    private static readonly ActivitySource Source = new(SourceName);

    private static readonly KeyValuePair<string, object?>[] Attributes =
        [.. DetailNames.All.Take(OfRequest).Select(static name => new KeyValuePair<string, object?>(name, "a value of some length"))];

    private static readonly KeyValuePair<string, object?>[] Root = Attributes[..OfRoot];
    private static readonly KeyValuePair<string, object?>[] Request = Attributes[..OfRequest];
    private static readonly KeyValuePair<string, object?>[] Attempt = Attributes[..OfAttempt];
    private static readonly KeyValuePair<string, object?>[] Guardrail = Attributes[..OfGuardrail];
    private static readonly KeyValuePair<string, object?>[] Stage = Attributes[..OfStage];

    public static Activity? StartRoot() => Source.StartActivity("Received Proxy Server Request", ActivityKind.Server, default(ActivityContext), Root);

    public static Activity? StartStage(string name) => Source.StartActivity(name, ActivityKind.Internal, default(ActivityContext), Stage);

    public static Activity? StartRequest() => Source.StartActivity("litellm_request", ActivityKind.Internal, default(ActivityContext), Request);

    public static Activity? StartGuardrail() => Source.StartActivity("guardrail", ActivityKind.Internal, default(ActivityContext), Guardrail);

    public static Activity? StartAttempt() => Source.StartActivity("chat gpt-4o-mini", ActivityKind.Client, default(ActivityContext), Attempt);
}
