using TracedLlm.Analyzers.FailurePath;
using TracedLlm.CodeFixes.FailurePath;

namespace TracedLlm.Analyzers.Tests.Examples.FailurePath;

/// <summary>TLM2003, <see cref="UnrecordedBlock"/> and <see cref="UnrecordedBlockFix"/>.</summary>
public class UnrecordedBlockExample : FixExample<UnrecordedBlock, UnrecordedBlockFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http, Guardrails guardrails) =>
        {
            try
            {
                await guardrails.ApplyAsync(await new StreamReader(http.Request.Body).ReadToEndAsync());
            }
            catch ({|TLM2003:GatewayException|})
            {
                http.Response.StatusCode = 400;
            }
            catch (Exception exception)
            {
                LlmTrace.Current?.RecordException(exception);
                http.Response.StatusCode = 500;
            }
        });
        app.Run();

        public sealed partial class Guardrails
        {
            [TracedGuardrail(GuardrailMode.PreCall)]
            public partial Task ApplyAsync(string text);

            private Task ApplyCoreAsync(string text) => text.Contains("password", StringComparison.Ordinal) ? throw new GuardrailBlockedException() : Task.CompletedTask;
        }

        public class GatewayException : Exception;

        public class GuardrailBlockedException : GatewayException;
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http, Guardrails guardrails) =>
        {
            try
            {
                await guardrails.ApplyAsync(await new StreamReader(http.Request.Body).ReadToEndAsync());
            }
            catch (GatewayException caught)
            {
                LlmTrace.Current?.RecordException(caught);
                http.Response.StatusCode = 400;
            }
            catch (Exception exception)
            {
                LlmTrace.Current?.RecordException(exception);
                http.Response.StatusCode = 500;
            }
        });
        app.Run();

        public sealed partial class Guardrails
        {
            [TracedGuardrail(GuardrailMode.PreCall)]
            public partial Task ApplyAsync(string text);

            private Task ApplyCoreAsync(string text) => text.Contains("password", StringComparison.Ordinal) ? throw new GuardrailBlockedException() : Task.CompletedTask;
        }

        public class GatewayException : Exception;

        public class GuardrailBlockedException : GatewayException;
        """;
}
