using TracedLlm.Analyzers.FailurePath;
using TracedLlm.CodeFixes.FailurePath;

namespace TracedLlm.Analyzers.Tests.Examples.FailurePath;

/// <summary>TLM2004, <see cref="UnobservedTask"/> and <see cref="UnobservedTaskFix"/>.</summary>
public class UnobservedTaskExample : FixExample<UnobservedTask, UnobservedTaskFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http, Audit audit) =>
        {
            var record = await new StreamReader(http.Request.Body).ReadToEndAsync();
            _ = {|TLM2004:audit.WriteAsync(record)|};
            return Results.Ok();
        });
        app.Run();

        public sealed class Audit(HttpClient client)
        {
            public async Task WriteAsync(string record) => await client.PostAsync("audit", new StringContent(record));
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http, Audit audit) =>
        {
            var record = await new StreamReader(http.Request.Body).ReadToEndAsync();
            using (LlmTrace.Current?.Use())
            {
                _ = audit.WriteAsync(record);
            }
            return Results.Ok();
        });
        app.Run();

        public sealed class Audit(HttpClient client)
        {
            public async Task WriteAsync(string record) => await client.PostAsync("audit", new StringContent(record));
        }
        """;

    [Fact]
    public Task The_second_fix_awaits_the_task() => FixAsync(
        """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http, Audit audit) =>
        {
            var record = await new StreamReader(http.Request.Body).ReadToEndAsync();
            await audit.WriteAsync(record);
            return Results.Ok();
        });
        app.Run();

        public sealed class Audit(HttpClient client)
        {
            public async Task WriteAsync(string record) => await client.PostAsync("audit", new StringContent(record));
        }
        """,
        "await");
}
