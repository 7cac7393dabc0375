using TracedLlm.Analyzers.Spans;

namespace TracedLlm.Analyzers.Tests.Examples.Spans;

/// <summary>TLM3007, <see cref="WrongTagPath"/>.</summary>
public class WrongTagPathExample : RuleExample<WrongTagPath>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http, Keys keys) => keys.AuthenticateAsync(http));
        app.Run();

        public sealed record User(string Id);

        public sealed record Caller(User User);

        public sealed partial class Keys
        {
            [TracedStage(LlmStage.Auth)]
            [return: SpanTag("litellm.api_key.user_id", {|TLM3007:Path = "User.Idd"|})]
            public partial Task<Caller> AuthenticateAsync(HttpContext http);

            private Task<Caller> AuthenticateCoreAsync(HttpContext http) => Task.FromResult(new Caller(new User(http.Request.Headers.From.ToString())));
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http, Keys keys) => keys.AuthenticateAsync(http));
        app.Run();

        public sealed record User(string Id);

        public sealed record Caller(User User);

        public sealed partial class Keys
        {
            [TracedStage(LlmStage.Auth)]
            [return: SpanTag("litellm.api_key.user_id", Path = "User.Id")]
            public partial Task<Caller> AuthenticateAsync(HttpContext http);

            private Task<Caller> AuthenticateCoreAsync(HttpContext http) => Task.FromResult(new Caller(new User(http.Request.Headers.From.ToString())));
        }
        """;
}
