using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Spans;

namespace TracedLlm.Analyzers.Tests.Examples.Spans;

/// <summary>TLM3010, <see cref="UntracedDecision"/> and <see cref="UntracedDecisionFix"/>.</summary>
public class UntracedDecisionExample : FixExample<UntracedDecision, UntracedDecisionFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (string text, Guardrails guardrails) =>
            await guardrails.IsAllowedAsync(text) && !(await guardrails.ModerateAsync(text)).IsBlocked);
        app.Run();

        public sealed record Verdict(bool IsBlocked, string? Reason);

        public sealed partial class Guardrails
        {
            [TracedGuardrail(GuardrailMode.PreCall, Name = "words")]
            public partial Task<bool> {|TLM3010:IsAllowedAsync|}(string text);

            [TracedGuardrail(GuardrailMode.PostCall, Name = "moderation")]
            public partial Task<Verdict> {|TLM3010:ModerateAsync|}(string answer);

            private Task<bool> IsAllowedCoreAsync(string text) => Task.FromResult(text.Length > 0);

            private Task<Verdict> ModerateCoreAsync(string answer) => Task.FromResult(new Verdict(answer.Length > 100, "long"));
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (string text, Guardrails guardrails) =>
            await guardrails.IsAllowedAsync(text) && !(await guardrails.ModerateAsync(text)).IsBlocked);
        app.Run();

        public sealed record Verdict(bool IsBlocked, string? Reason);

        public sealed partial class Guardrails
        {
            [TracedGuardrail(GuardrailMode.PreCall, Name = "words")]
            [return: GuardrailResult(BlockedWhen = false)]
            public partial Task<bool> IsAllowedAsync(string text);

            [TracedGuardrail(GuardrailMode.PostCall, Name = "moderation")]
            [return: GuardrailResult(Blocked = "IsBlocked")]
            public partial Task<Verdict> ModerateAsync(string answer);

            private Task<bool> IsAllowedCoreAsync(string text) => Task.FromResult(text.Length > 0);

            private Task<Verdict> ModerateCoreAsync(string answer) => Task.FromResult(new Verdict(answer.Length > 100, "long"));
        }
        """;
}
