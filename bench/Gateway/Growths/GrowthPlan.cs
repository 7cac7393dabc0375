using TracedLlm.Bench.Gateway.Load;
using TracedLlm.Bench.Gateway.Measuring;
using TracedLlm.Bench.Gateway.Upstream;

namespace TracedLlm.Bench.Gateway.Growths;

/// <summary>What grows, and from where to where.</summary>
internal static class GrowthPlan
{
    private const int Connections = 32;
    private const int LargeBodyConnections = 4;
    private const int LargeBody = 256 * 1024;

    // A gateway answers a hundredth as many requests with such bodies, whose time varies more.
    private const double TimesForLargeBody = 3;

    private const string Attributes = "attributes";
    private const string Spans = "spans";
    private const string Bodies = "bodies";
    private const string Callers = "connections";

    public static IReadOnlyList<string> Kinds { get; } = [Attributes, Spans, Bodies, Callers];

    /// <exception cref="BenchException">There is no such kind.</exception>
    public static string Find(string kind) => Kinds.Contains(kind)
        ? kind
        : throw new BenchException($"There is no kind of growth '{kind}' (--kinds). Kinds: {string.Join(", ", Kinds)}.");

    public static IReadOnlyList<Growth> Create(IReadOnlyList<string> kinds, double seconds)
    {
        var order = new LoadOrder(0, 0, Connections, seconds);

        // 6 spans are the gateway's own. A request has as much work on one connection as on many.
        Growth[] all =
        [
            new(Attributes, "attributes of litellm_request", Steps("attributes", [5, 10, 20, 40, 80], Count, count => order with { Attributes = count })),
            new(Spans, "spans", Steps("more spans", [4, 8, 16, 32, 64], Count, count => order with { Spans = count })),
            new(Bodies, "bodies", Steps("body", [1024, 16 * 1024, 128 * 1024, 1024 * 1024, 8 * 1024 * 1024], static bytes => $"{bytes / 1024} KB", bytes => order with { BodyBytes = bytes, Connections = bytes < LargeBody ? Connections : LargeBodyConnections, Seconds = bytes < LargeBody ? seconds : seconds * TimesForLargeBody })),
            new(Callers, "connections", [.. Steps("connections", [1, 8, 32, 128, 512], Count, count => order with { Connections = count }).Select(static step => step with { Work = 1 })]),
        ];
        return [.. all.Where(growth => kinds.Contains(growth.Kind))];

        static string Count(int count) => $"{count}";
    }

    private static IReadOnlyList<GrowthStep> Steps(string what, IReadOnlyList<int> values, Func<int, string> label, Func<int, LoadOrder> order) =>
        [.. values.Select(value => new GrowthStep(label(value), value, new Workload($"{what} {label(value)}", order(value), new UpstreamSettings(0, ChatAnswers.Events, 0))))];
}
