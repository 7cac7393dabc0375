using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Spans;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Spans.RouteNotMapped, TracedLlm.CodeFixes.Spans.RouteNotMappedFix>;

namespace TracedLlm.Analyzers.Tests.Spans;

/// <summary>TLM3004, <see cref="RouteNotMapped"/> and <see cref="RouteNotMappedFix"/>.</summary>
public class RouteNotMappedTests
{
    [Theory]
    [InlineData("app.MapPost(\"/v1/messages\", (HttpContext http) => Handle(http));")]
    [InlineData("app.MapPost(\"/v1/messages\", async (HttpContext http) => await Handle(http));")]
    [InlineData("app.MapPost(\"/v1/messages\", (HttpContext http) => { Log(); return Handle(http); }); static void Log() { }")]
    [InlineData("app.MapPost(\"/v1/messages\", (HttpContext http) => Between(http)); static Task Between(HttpContext http) => Handle(http);")]
    [InlineData("app.MapPost(\"/v1/messages\", Outer); static Task Outer(HttpContext http) => Handle(http);")]
    [InlineData("app.MapPost(\"/v1/messages\", [TracedLlmRoute] (HttpContext http) => Handle(http));")]
    [InlineData("app.Map(\"/x\", inner => { inner.Run(http => Handle(http)); });")]
    [InlineData("app.Use((HttpContext http, RequestDelegate next) => Handle(http));")]
    [InlineData("Console.WriteLine(nameof(Handle));")]
    [InlineData("")]
    public Task Flags(string map) => Verify.VerifyAnalyzerAsync(Gateway(map, "[[|TracedLlmRoute|]]"));

    [Theory]
    [InlineData("app.MapPost(\"/v1/messages\", Handle);")]
    [InlineData("app.MapPost(\"/v1/messages\", Routes.Handle);")]
    [InlineData("app.MapPost(System.IO.Path.GetTempPath(), Handle);")]
    [InlineData("RequestDelegate handler = Handle; app.MapPost(\"/v1/messages\", handler);")]
    [InlineData("MapLlm(app, Handle); static void MapLlm(WebApplication app, RequestDelegate handler) => app.MapPost(\"/v1/messages\", handler);")]
    [InlineData("app.MapPost(\"/v1/messages\", Handle); app.MapPost(\"/other\", (HttpContext http) => Handle(http));")]
    [InlineData("app.MapMethods(\"/v1/messages\", [\"POST\"], Handle);")]
    [InlineData("app.MapFallback(Handle);")]
    [InlineData("Dictionary<string, RequestDelegate> all = new() { [\"/v1/messages\"] = Handle };")]
    public Task Leaves_methods_alone_that_are_passed_on(string map) => Verify.VerifyAnalyzerAsync(Gateway(map, "[TracedLlmRoute]"));

    [Theory]
    [InlineData("public class Messages { [TracedLlmRoute] public Task HandleAsync(HttpContext http) => Task.CompletedTask; }")]
    [InlineData("[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Host\")] class Messages { [TracedLlmRoute] internal Task HandleAsync(HttpContext http) => Task.CompletedTask; }")]
    [InlineData("class MessagesController { [TracedLlmRoute(LlmApi.Messages)] public void Post() { } }")]
    [InlineData("class Messages : Microsoft.AspNetCore.Mvc.ControllerBase { [TracedLlmRoute(LlmApi.Messages)] public void Post() { } }")]
    [InlineData("[Microsoft.AspNetCore.Mvc.ApiController] class Messages { [TracedLlmRoute(LlmApi.Messages)] public void Post() { } }")]
    [InlineData("class Messages : IMiddleware { [TracedLlmRoute] public Task InvokeAsync(HttpContext http, RequestDelegate next) => next(http); }")]
    [InlineData("interface IHandler { Task HandleAsync(HttpContext http); } class Messages : IHandler { [TracedLlmRoute] public Task HandleAsync(HttpContext http) => Task.CompletedTask; } static class Routes { public static void Map(WebApplication app, IHandler handler) => app.MapPost(\"/v1/messages\", handler.HandleAsync); }")]
    [InlineData("abstract class Handler { public abstract Task HandleAsync(HttpContext http); } class Messages : Handler { [TracedLlmRoute] public override Task HandleAsync(HttpContext http) => Task.CompletedTask; } static class Routes { public static void Map(WebApplication app, Handler handler) => app.MapPost(\"/v1/messages\", handler.HandleAsync); }")]
    [InlineData("interface IHandler { [TracedLlmRoute] static Task HandleAsync(HttpContext http) => Task.CompletedTask; } static class Routes { public static void Map(WebApplication app) => app.MapPost(\"/v1/messages\", IHandler.HandleAsync); }")]
    [InlineData("class Messages { [Mine.TracedLlmRoute] void Handle() { } } namespace Mine { class TracedLlmRouteAttribute : Attribute; }")]
    [InlineData("static class Routes { public static void Map(WebApplication app) { app.MapPost(\"/v1/messages\", Handle); [TracedLlmRoute] static void Handle() { } } }")]
    [InlineData("static class Routes { public static void Map(WebApplication app) => app.MapPost(\"/v1/messages\", [TracedLlmRoute] () => 1); }")]
    public Task Leaves_methods_alone_that_others_may_map(string source) => Verify.VerifyAnalyzerAsync(source);

    [Theory]
    [InlineData("class MessagesController { [[|TracedLlmRoute(LlmApi.Messages)|]] private void Post() { } }")]
    [InlineData("class Messages { [[|TracedLlmRoute|]] public Task HandleAsync(HttpContext http) => Task.CompletedTask; }")]
    [InlineData("public partial class Messages { [[|TracedLlmRoute|]] private partial Task HandleAsync(HttpContext http); private Task HandleCoreAsync(HttpContext http) => Task.CompletedTask; }")]
    [InlineData("[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Tests\")] class Messages { [[|TracedLlmRoute|]] private void Handle() { } }")]
    [InlineData("static class Routes { static void Map() { Handle(); [[|TracedLlmRoute|]] static void Handle() { } } }")]
    [InlineData("[GatewayMetadata] partial class Tenant { [MetadataKey(\"tenant_id\")] public string? Id { get; set; } } class Messages { [[|TracedLlmRoute<Tenant>|]] void Handle() { } }")]
    [InlineData("interface IHandler { void Handle(); } class Messages : IHandler { [[|TracedLlmRoute|]] public void Handle() { } }")]
    public Task Flags_unmapped_methods(string source) => Verify.VerifyAnalyzerAsync(source);

    [Fact]
    public async Task Finds_the_attribute_with_a_global_alias()
    {
        await new RuleTest<RouteNotMapped>
        {
            TestState =
            {
                Sources =
                {
                    "global using Entry = TracedLlm.TracedLlmRouteAttribute;",
                    "class Messages { [[|Entry|]] void Handle() { } }",
                },
            },
        }.RunAsync();
    }

    [Fact]
    public Task A_member_of_an_interface_is_an_error() => Verify.VerifyAnalyzerAsync(
        "public interface IHandler { [{|#0:TracedLlmRoute|}] Task HandleAsync(HttpContext http); } static class Routes { public static void Map(WebApplication app, IHandler handler) => app.MapPost(\"/v1/messages\", handler.HandleAsync); }",
        Verify.Diagnostic().WithLocation(0).WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithMessage(
            "[TracedLlmRoute] has no effect on 'HandleAsync': the attributes of an interface member do not apply to the method that implements it; move the attribute to that method"));

    [Fact]
    public Task Says_the_path() => Verify.VerifyAnalyzerAsync(
        Gateway("app.MapPost(\"/v1/messages\", Outer); static Task Outer(HttpContext http) => Handle(http);", "[{|#0:TracedLlmRoute|}]"),
        Verify.Diagnostic().WithLocation(0).WithMessage("[TracedLlmRoute] has no effect on 'Handle': a mapped handler calls it, but no endpoint maps it; move the attribute to the handler (Outer → Routes.Handle)"));

    [Fact]
    public Task Says_that_no_endpoint_maps_it() => Verify.VerifyAnalyzerAsync(
        Gateway("", "[{|#0:TracedLlmRoute|}]"), Verify.Diagnostic().WithLocation(0).WithMessage("[TracedLlmRoute] has no effect on 'Handle': no endpoint maps it; map it or remove the attribute"));

    [Theory]
    [InlineData("(HttpContext http) => Handle(http)", "[TracedLlmRoute] (HttpContext http) => Handle(http)")]
    [InlineData("async (HttpContext http) => await Handle(http)", "[TracedLlmRoute] async (HttpContext http) => await Handle(http)")]
    [InlineData("(RequestDelegate)(http => Handle(http))", "(RequestDelegate)([TracedLlmRoute] (http) => Handle(http))")]
    [InlineData("(HttpContext http) => { return Handle(http); }", "[TracedLlmRoute] (HttpContext http) => { return Handle(http); }")]
    public Task Moves_it_to_the_lambda(string lambda, string fixedLambda) => Verify.VerifyCodeFixAsync(
        Gateway($"app.MapPost(\"/v1/messages\", {lambda});", "[[|TracedLlmRoute|]]"), Gateway($"app.MapPost(\"/v1/messages\", {fixedLambda});", ""));

    [Fact]
    public Task Moves_it_to_every_endpoint_with_its_arguments() => Verify.VerifyCodeFixAsync(
        Gateway("app.MapPost(\"/a\", (HttpContext http) => Handle(http)); app.MapPost(\"/b\", (HttpContext http) => Handle(http));", "[[|TracedLlmRoute(LlmApi.Messages)|], Obsolete(\"x\")]"),
        Gateway("app.MapPost(\"/a\", [TracedLlmRoute(LlmApi.Messages)] (HttpContext http) => Handle(http)); app.MapPost(\"/b\", [TracedLlmRoute(LlmApi.Messages)] (HttpContext http) => Handle(http));", "[Obsolete(\"x\")]"));

    [Fact]
    public Task Moves_it_to_the_method_that_is_mapped() => Verify.VerifyCodeFixAsync(
        """
        static class Routes
        {
            public static void Map(WebApplication app) => app.MapPost("/v1/messages", HandleAsync);

            /// <summary>Handles.</summary>
            static Task HandleAsync(HttpContext http) => RunAsync(http);

            [[|TracedLlmRoute|]]
            static Task RunAsync(HttpContext http) => Task.CompletedTask;
        }
        """,
        """
        static class Routes
        {
            public static void Map(WebApplication app) => app.MapPost("/v1/messages", HandleAsync);

            /// <summary>Handles.</summary>
            [TracedLlmRoute]
            static Task HandleAsync(HttpContext http) => RunAsync(http);

            static Task RunAsync(HttpContext http) => Task.CompletedTask;
        }
        """);

    [Fact]
    public Task Adds_no_second_attribute_to_a_handler() => Verify.VerifyCodeFixAsync(
        Gateway("app.MapPost(\"/v1/messages\", [TracedLlmRoute] (HttpContext http) => Handle(http));", "[[|TracedLlmRoute|]]"),
        Gateway("app.MapPost(\"/v1/messages\", [TracedLlmRoute] (HttpContext http) => Handle(http));", ""));

    [Fact]
    public Task Adds_one_attribute_for_several_methods() => Verify.VerifyCodeFixAsync(
        """
        static class Routes
        {
            public static void Map(WebApplication app) => app.MapPost("/v1/messages", (HttpContext http) => { First(http); Second(http); });
            [[|TracedLlmRoute|]] static void First(HttpContext http) { }
            [[|TracedLlmRoute|]] static void Second(HttpContext http) { }
        }
        """,
        """
        static class Routes
        {
            public static void Map(WebApplication app) => app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) => { First(http); Second(http); });
            static void First(HttpContext http) { }
            static void Second(HttpContext http) { }
        }
        """);

    [Fact]
    public Task Writes_type_names_for_the_other_file()
    {
        const string Handlers = """
            using Api = TracedLlm.LlmApi;
            using Own = Gateway.Keys.Tenant;
            static class Handlers { [[|TracedLlmRoute<Own>(Api.Messages)|]] public static Task Handle(HttpContext http) => Task.CompletedTask; }
            namespace Gateway.Keys { [GatewayMetadata] partial class Tenant { [MetadataKey("tenant_id")] public string? Id { get; set; } } }
            """;
        const string Routes = "static class Routes { public static void Map(WebApplication app) => app.MapPost(\"/v1/messages\", (HttpContext http) => Handlers.Handle(http)); }";
        return new RuleFixTest<RouteNotMapped, RouteNotMappedFix>
        {
            TestState = { Sources = { Handlers, Routes } },
            FixedState =
            {
                Sources =
                {
                    Handlers.Replace("[[|TracedLlmRoute<Own>(Api.Messages)|]] ", "", StringComparison.Ordinal),
                    Routes.Replace("(HttpContext", "[TracedLlmRoute<Gateway.Keys.Tenant>(LlmApi.Messages)] (HttpContext", StringComparison.Ordinal),
                },
            },
        }.RunAsync();
    }

    [Theory]
    [InlineData("static class Routes { public static void Map(WebApplication app) => app.MapPost(\"/v1/messages\", delegate (HttpContext http) { return Handle(http); }); [[|TracedLlmRoute|]] static Task Handle(HttpContext http) => Task.CompletedTask; }")]
    [InlineData("static class Routes { [[|TracedLlmRoute|]] static void Handle() { } }")]
    [InlineData("static partial class Routes { public static void Map(WebApplication app) => app.MapPost(\"/v1/messages\", () => Handle()); [[|TracedLlmRoute|]] static partial void Handle(); static void HandleCore() { } }")]
    public Task Does_not_move_without_a_target_or_with_a_generated_part(string source) =>
        new RuleFixTest<RouteNotMapped, RouteNotMappedFix> { TestCode = source, FixedCode = source }.RunAsync();

    private static string Gateway(string map, string attribute) => $$"""
        static class Routes
        {
            public static void Map(WebApplication app) { {{map}} }
            {{(attribute.Length == 0 ? "" : attribute + " ")}}static Task Handle(HttpContext http) => Task.CompletedTask;
        }
        """;
}
