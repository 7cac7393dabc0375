using TracedLlm.Analyzers.Spans;

namespace TracedLlm.Analyzers.Tests.Examples.Spans;

/// <summary>TLM3009, <see cref="UnreadablePayload"/>.</summary>
public class UnreadablePayloadExample : RuleExample<UnreadablePayload>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] () => Results.Ok());
        app.Run();

        [PayloadMap]
        internal sealed partial class ChatRequest
        {
            [{|TLM3009:PayloadField("temperature", Tag = "gen_ai.request.temperature")|}]
            public decimal? Temperature { get; init; }
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] () => Results.Ok());
        app.Run();

        [PayloadMap]
        internal sealed partial class ChatRequest
        {
            [PayloadField("temperature", Tag = "gen_ai.request.temperature")]
            public double? Temperature { get; init; }
        }
        """;
}
