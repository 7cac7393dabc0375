using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Spans;

namespace TracedLlm.Analyzers.Tests.Examples.Spans;

/// <summary>TLM3001, <see cref="TracedMethodNotPartial"/> and <see cref="TracedMethodNotPartialFix"/>.</summary>
public class TracedMethodNotPartialExample : FixExample<TracedMethodNotPartial, TracedMethodNotPartialFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http, MessagesEndpoint endpoint) => endpoint.HandleAsync(http));
        app.Run();

        public sealed class MessagesEndpoint(KeyRing keys)
        {
            public Task<string> HandleAsync(HttpContext http) => AuthenticateAsync(http);

            [TracedStage(LlmStage.Auth)]
            private async Task<string> {|TLM3001:AuthenticateAsync|}(HttpContext http) => await keys.FindAsync(http.Request.Headers.Authorization);
        }

        public sealed class KeyRing
        {
            public Task<string> FindAsync(string? key) => Task.FromResult($"team of {key}");
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http, MessagesEndpoint endpoint) => endpoint.HandleAsync(http));
        app.Run();

        public sealed partial class MessagesEndpoint(KeyRing keys)
        {
            public Task<string> HandleAsync(HttpContext http) => AuthenticateAsync(http);

            [TracedStage(LlmStage.Auth)]
            private partial Task<string> AuthenticateAsync(HttpContext http);

            private async Task<string> AuthenticateCoreAsync(HttpContext http) => await keys.FindAsync(http.Request.Headers.Authorization);
        }

        public sealed class KeyRing
        {
            public Task<string> FindAsync(string? key) => Task.FromResult($"team of {key}");
        }
        """;
}
