using TracedLlm.Analyzers.Privacy;
using TracedLlm.CodeFixes.Privacy;

namespace TracedLlm.Analyzers.Tests.Examples.Privacy;

/// <summary>TLM5001, <see cref="SecretInTag"/> and <see cref="SecretInTagFix"/>.</summary>
public class SecretInTagExample : FixExample<SecretInTag, SecretInTagFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) =>
        {
            using var span = LlmSpan.StartStage(LlmStage.Auth);
            span.SetTag("app.key", {|TLM5001:http.Request.Headers.Authorization.ToString()|});
            return Results.Ok();
        });
        app.Run();
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) =>
        {
            using var span = LlmSpan.StartStage(LlmStage.Auth);
            return Results.Ok();
        });
        app.Run();
        """;

    [Fact]
    public Task The_second_fix_writes_the_hash_of_the_secret() => FixAsync(
        """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) =>
        {
            using var span = LlmSpan.StartStage(LlmStage.Auth);
            span.SetTag("app.key", LlmCaller.HashKey(http.Request.Headers.Authorization.ToString()));
            return Results.Ok();
        });
        app.Run();
        """,
        "Write the hash of the secret");
}
