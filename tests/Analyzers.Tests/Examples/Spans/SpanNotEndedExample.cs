using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Spans;

namespace TracedLlm.Analyzers.Tests.Examples.Spans;

/// <summary>TLM3006, <see cref="SpanNotEnded"/> and <see cref="SpanNotEndedFix"/>.</summary>
public class SpanNotEndedExample : FixExample<SpanNotEnded, SpanNotEndedFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (Limiter limiter) =>
        {
            var span = {|TLM3006:LlmSpan.StartStage("rate_limit")|};
            await limiter.TakeAsync();
            span.End();
        });
        app.Run();

        public sealed class Limiter(SemaphoreSlim bucket)
        {
            public Task TakeAsync() => bucket.WaitAsync();
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (Limiter limiter) =>
        {
            using var span = LlmSpan.StartStage("rate_limit");
            await limiter.TakeAsync();
            span.End();
        });
        app.Run();

        public sealed class Limiter(SemaphoreSlim bucket)
        {
            public Task TakeAsync() => bucket.WaitAsync();
        }
        """;
}
