using TracedLlm.Analyzers.Privacy;
using TracedLlm.CodeFixes.Privacy;

namespace TracedLlm.Analyzers.Tests.Examples.Privacy;

/// <summary>TLM5003, <see cref="UnboundedMetric"/> and <see cref="UnboundedMetricFix"/>.</summary>
public class UnboundedMetricExample : FixExample<UnboundedMetric, UnboundedMetricFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        using System.Diagnostics.Metrics;

        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] (string model, string user) => Metrics.Count(model, user));
        app.Run();

        public static class Metrics
        {
            private static readonly Counter<long> Requests = new Meter("my-gateway").CreateCounter<long>("requests");

            public static void Count(string model, string user) =>
                Requests.Add(1, new KeyValuePair<string, object?>("gen_ai.request.model", model), new KeyValuePair<string, object?>("user.id", {|TLM5003:user|}));
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        using System.Diagnostics.Metrics;

        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] (string model, string user) => Metrics.Count(model, user));
        app.Run();

        public static class Metrics
        {
            private static readonly Counter<long> Requests = new Meter("my-gateway").CreateCounter<long>("requests");

            public static void Count(string model, string user) =>
                Requests.Add(1, new KeyValuePair<string, object?>("gen_ai.request.model", model));
        }
        """;
}
