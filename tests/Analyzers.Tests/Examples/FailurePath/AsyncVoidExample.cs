using TracedLlm.Analyzers.FailurePath;
using TracedLlm.CodeFixes.FailurePath;

namespace TracedLlm.Analyzers.Tests.Examples.FailurePath;

/// <summary>TLM2005, <see cref="AsyncVoid"/> and <see cref="AsyncVoidFix"/>.</summary>
public class AsyncVoidExample : FixExample<AsyncVoid, AsyncVoidFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http, Audit audit) =>
        {
            var record = await new StreamReader(http.Request.Body).ReadToEndAsync();
            audit.Write(record);
            return Results.Ok();
        });
        app.Run();

        public sealed class Audit(HttpClient client)
        {
            public async void {|TLM2005:Write|}(string record) => await client.PostAsync("audit", new StringContent(record));
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http, Audit audit) =>
        {
            var record = await new StreamReader(http.Request.Body).ReadToEndAsync();
            _ = audit.Write(record);
            return Results.Ok();
        });
        app.Run();

        public sealed class Audit(HttpClient client)
        {
            public async Task Write(string record) => await client.PostAsync("audit", new StringContent(record));
        }
        """;

    [Fact]
    public Task The_second_fix_also_awaits_the_calls() => FixAsync(
        """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http, Audit audit) =>
        {
            var record = await new StreamReader(http.Request.Body).ReadToEndAsync();
            await audit.Write(record);
            return Results.Ok();
        });
        app.Run();

        public sealed class Audit(HttpClient client)
        {
            public async Task Write(string record) => await client.PostAsync("audit", new StringContent(record));
        }
        """,
        "await");
}
