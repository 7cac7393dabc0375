using TracedLlm.Analyzers.Metadata;
using TracedLlm.Analyzers.Privacy;
using TracedLlm.Testing.Roslyn.Examples;

namespace TracedLlm.Analyzers.Tests;

/// <summary>The rules read code in the syntax that only newer compilers know.</summary>
public class NewSyntaxTests
{
    [Fact]
    public Task An_extension_block() => new GatewayAnalyzerTest<SecretInTag>
    {
        TestCode = """
            using System.Diagnostics;

            var app = WebApplication.Create(args);
            app.UseTracedLlm();
            app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) => http.TagKey());
            app.Run();

            public static class Callers
            {
                extension(HttpContext http)
                {
                    public void TagKey() => Activity.Current?.SetTag("app.key", {|TLM5001:http.Request.Headers.Authorization.ToString()|});
                }
            }
            """,
    }.RunAsync();

    [Fact]
    public Task An_assignment_behind_a_question_mark() => new GatewayAnalyzerTest<WrongMetadataField>
    {
        TestCode = """
            using System.Text.Json.Nodes;
            using Microsoft.AspNetCore.Mvc;

            var app = WebApplication.Create(args);
            app.UseTracedLlm();
            app.MapPost("/v1/messages", [TracedLlmRoute] ([FromBody] JsonObject? body, string session) =>
            {
                body?[{|TLM1001:"metadata"|}]?["session_id"] = session;
                return Results.Json(body);
            });
            app.Run();
            """,
    }.RunAsync();

    [Fact]
    public Task A_property_with_the_field_of_the_compiler() => new GatewayAnalyzerTest<SecretInTag>
    {
        TestCode = """
            using System.Diagnostics;

            var app = WebApplication.Create(args);
            app.UseTracedLlm();
            app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) => Results.Ok(new Caller { Key = http.Request.Headers.Authorization.ToString() }));
            app.Run();

            public sealed class Caller
            {
                public required string Key
                {
                    get;
                    set
                    {
                        field = value.Trim();
                        Activity.Current?.SetTag("app.api_key", {|TLM5001:field|});
                    }
                }
            }
            """,
    }.RunAsync();
}
