using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Spans;

namespace TracedLlm.Analyzers.Tests.Examples.Spans;

/// <summary>TLM3002, <see cref="CoreMismatch"/> and <see cref="CoreMismatchFix"/>.</summary>
public class CoreMismatchExample : FixExample<CoreMismatch, CoreMismatchFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] (string text, Guardrails guardrails) => guardrails.ApplyAsync(text));
        app.Run();

        public sealed partial class Guardrails
        {
            [TracedGuardrail(GuardrailMode.PreCall)]
            public partial ValueTask<GuardrailOutcome> {|TLM3002:ApplyAsync|}(string text);

            private async Task<GuardrailOutcome> ApplyCoreAsync(string text)
            {
                await Task.Yield();
                return text.Contains("password", StringComparison.Ordinal) ? GuardrailOutcome.Blocked() : GuardrailOutcome.Passed;
            }
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] (string text, Guardrails guardrails) => guardrails.ApplyAsync(text));
        app.Run();

        public sealed partial class Guardrails
        {
            [TracedGuardrail(GuardrailMode.PreCall)]
            public partial ValueTask<GuardrailOutcome> ApplyAsync(string text);

            private async ValueTask<GuardrailOutcome> ApplyCoreAsync(string text)
            {
                await Task.Yield();
                return text.Contains("password", StringComparison.Ordinal) ? GuardrailOutcome.Blocked() : GuardrailOutcome.Passed;
            }
        }
        """;
}
