using TracedLlm.Analyzers.FailurePath;
using TracedLlm.CodeFixes.FailurePath;

namespace TracedLlm.Analyzers.Tests.Examples.FailurePath;

/// <summary>TLM2002, <see cref="SwallowedFailure"/> and <see cref="SwallowedFailureFix"/>.</summary>
public class SwallowedFailureExample : FixExample<SwallowedFailure, SwallowedFailureFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] (string text, Moderation moderation) => moderation.CheckAsync(text));
        app.Run();

        public sealed partial class Moderation(HttpClient provider)
        {
            [TracedGuardrail(GuardrailMode.PreCall)]
            public partial Task<GuardrailOutcome> CheckAsync(string text);

            private async Task<GuardrailOutcome> CheckCoreAsync(string text)
            {
                try
                {
                    using var answer = await provider.PostAsync("v1/moderations", new StringContent(text));
                    return answer.IsSuccessStatusCode ? GuardrailOutcome.Passed : GuardrailOutcome.Blocked();
                }
                {|TLM2002:catch|} (Exception)
                {
                    return GuardrailOutcome.Passed;
                }
            }
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] (string text, Moderation moderation) => moderation.CheckAsync(text));
        app.Run();

        public sealed partial class Moderation(HttpClient provider)
        {
            [TracedGuardrail(GuardrailMode.PreCall)]
            public partial Task<GuardrailOutcome> CheckAsync(string text);

            private async Task<GuardrailOutcome> CheckCoreAsync(string text)
            {
                try
                {
                    using var answer = await provider.PostAsync("v1/moderations", new StringContent(text));
                    return answer.IsSuccessStatusCode ? GuardrailOutcome.Passed : GuardrailOutcome.Blocked();
                }
                catch (Exception exception)
                {
                    LlmTrace.Current?.RecordException(exception);
                    return GuardrailOutcome.Passed;
                }
            }
        }
        """;

    [Fact]
    public Task The_second_fix_also_rethrows() => FixAsync(
        """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] (string text, Moderation moderation) => moderation.CheckAsync(text));
        app.Run();

        public sealed partial class Moderation(HttpClient provider)
        {
            [TracedGuardrail(GuardrailMode.PreCall)]
            public partial Task<GuardrailOutcome> CheckAsync(string text);

            private async Task<GuardrailOutcome> CheckCoreAsync(string text)
            {
                try
                {
                    using var answer = await provider.PostAsync("v1/moderations", new StringContent(text));
                    return answer.IsSuccessStatusCode ? GuardrailOutcome.Passed : GuardrailOutcome.Blocked();
                }
                catch (Exception exception)
                {
                    LlmTrace.Current?.RecordException(exception);
                    throw;
                }
            }
        }
        """,
        "rethrow");
}
