using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Spans;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Testing.Roslyn.FixVerifier<TracedLlm.Analyzers.Spans.MiddlewareOrder, TracedLlm.CodeFixes.Spans.MiddlewareOrderFix>;

namespace TracedLlm.Analyzers.Tests.Spans;

/// <summary>TLM3005, <see cref="MiddlewareOrder"/> and <see cref="MiddlewareOrderFix"/>.</summary>
public class MiddlewareOrderTests
{
    [Theory]
    [InlineData("app.UseAuthentication(); app.[|UseTracedLlm|]();")]
    [InlineData("app.UseAuthorization(); app.[|UseTracedLlm|]();")]
    [InlineData("app.UseRouting(); app.UseAuthentication(); app.[|UseTracedLlm|]();")]
    [InlineData("app.UseRouting().UseAuthentication().[|UseTracedLlm|]();")]
    [InlineData("app.UseRouting(); app.UseEndpoints(routes => { }); app.[|UseTracedLlm|]();")]
    [InlineData("app.[|UseTracedLlm|](); app.UseRouting();")]
    [InlineData("app.[|UseTracedLlm|]().UseRouting();")]
    [InlineData("app.UseAuthentication(); app.[|UseTracedLlm|](); app.UseRouting();")]
    [InlineData("if (dev) { app.UseAuthentication(); } app.[|UseTracedLlm|]();")]
    [InlineData("if (dev) { app.UseAuthentication(); app.[|UseTracedLlm|](); }")]
    [InlineData("app.Map(\"/v1\", branch => { branch.UseAuthentication(); branch.[|UseTracedLlm|](); });")]
    [InlineData("IApplicationBuilder builder = app; builder.UseAuthentication(); builder.[|UseTracedLlm|]();")]
    public Task Flags(string pipeline) => Verify.VerifyAnalyzerAsync(Gateway(pipeline));

    [Theory]
    [InlineData("app.UseTracedLlm();")]
    [InlineData("app.UseTracedLlm(); app.UseAuthentication(); app.UseAuthorization();")]
    [InlineData("app.UseRouting(); app.UseTracedLlm(); app.UseAuthentication(); app.UseEndpoints(routes => { });")]
    [InlineData("app.UseRouting().UseTracedLlm().UseAuthentication();")]
    [InlineData("app.UseExceptionHandler(\"/error\"); app.UseCors(); app.UseStaticFiles(); app.UseTracedLlm();")]
    [InlineData("app.UseWebSockets(); app.UseResponseCompression(); app.UseTracedLlm(); app.UseAuthentication();")]
    [InlineData("app.UseRouting(); app.UseTracedLlm(); app.UseRouting();")]
    [InlineData("if (dev) { app.UseAuthentication(); } else { app.UseTracedLlm(); }")]
    [InlineData("if (dev) { app.UseTracedLlm(); app.UseAuthentication(); } else { app.UseTracedLlm(); }")]
    [InlineData("switch (app.Environment.EnvironmentName) { case \"a\": app.UseAuthentication(); break; default: app.UseTracedLlm(); break; }")]
    [InlineData("app.UseTracedLlm(); app.UseAuthentication(); app.UseTracedLlm();")]
    [InlineData("app.Map(\"/admin\", branch => branch.UseAuthentication()); app.UseTracedLlm();")]
    [InlineData("app.UseWhen(http => true, branch => branch.UseAuthentication()); app.UseTracedLlm();")]
    [InlineData("Other(app); app.UseTracedLlm(); static void Other(IApplicationBuilder builder) => builder.UseAuthentication();")]
    [InlineData("var other = WebApplication.Create(); other.UseAuthentication(); app.UseTracedLlm();")]
    [InlineData("app.UseMine().UseTracedLlm();")]
    [InlineData("app.UseAuthentication(); app.Use(next => next);")]
    [InlineData("app.MapPost(\"/v1/messages\", () => 1); app.UseTracedLlm();")]
    public Task Leaves_alone(string pipeline) => Verify.VerifyAnalyzerAsync(Gateway(pipeline));

    [Theory]
    [InlineData("builder.Services.AddAuthentication();", "app.[|UseTracedLlm|](); app.Run();")]
    [InlineData("builder.Services.AddCors().AddAuthentication(\"keys\").AddCookie(\"keys\");", "app.UseCors(); app.[|UseTracedLlm|](); await app.RunAsync();")]
    [InlineData("var services = builder.Services; services.AddAuthentication();", "app.[|UseTracedLlm|]();")]
    [InlineData("builder.Services.AddAuthentication(); builder.Services.AddAuthorization();", "app.[|UseTracedLlm|](); app.UseAuthorization();")]
    [InlineData("builder.Services.AddIdentity<object, object>();", "app.[|UseTracedLlm|]();")]
    [InlineData("builder.Services.AddAuthentication();", "app.UseRouting().[|UseTracedLlm|]().UseCors();")]
    [InlineData("builder.Services.AddAuthentication();", "app.[|UseTracedLlm|](); app.UseWhen(http => true, branch => branch.UseAuthentication());")]
    [InlineData("builder.Services.AddAuthentication();", "app.[|UseTracedLlm|](); app.UseMine(); MapMine(app); Console.WriteLine(app.Environment.EnvironmentName);")]
    public Task Flags_a_missing_UseAuthentication(string services, string pipeline) => Verify.VerifyAnalyzerAsync(Program(services, pipeline));

    [Theory]
    [InlineData("", "app.UseTracedLlm(); app.Run();")]
    [InlineData("builder.Services.AddAuthorization();", "app.UseTracedLlm(); app.Run();")]
    [InlineData("builder.Services.AddAuthentication();", "app.UseTracedLlm(); app.UseAuthentication();")]
    [InlineData("builder.Services.AddAuthentication();", "app.UseTracedLlm().UseCors().UseAuthentication();")]
    [InlineData("builder.Services.AddAuthentication();", "app.UseTracedLlm(); if (args.Length > 0) { app.UseAuthentication(); }")]
    [InlineData("builder.Services.AddAuthentication();", "app.UseTracedLlm(); Rest(); void Rest() => app.UseAuthentication();")]
    [InlineData("builder.Services.AddAuthentication();", "app.UseTracedLlm(); IApplicationBuilder other = app; other.UseAuthentication();")]
    [InlineData("builder.Services.AddAuthentication();", "app.UseTracedLlm(); app.UseKeys();")]
    [InlineData("builder.Services.AddAuthentication();", "app.UseTracedLlm(); UseKeysLater(app);")]
    [InlineData("builder.Services.AddAuthentication();", "app.UseTracedLlm(); new Pipeline(app).Build();")]
    [InlineData("builder.Services.AddAuthentication();", "app.UseTracedLlm(); IPipeline? pipeline = null; pipeline!.Build(app);")]
    [InlineData("builder.Services.AddAuthentication();", "app.UseTracedLlm(); Action<WebApplication> rest = UseKeysLater; rest(app);")]
    [InlineData("builder.Services.AddAuthentication();", "app.UseTracedLlm(); var rest = app.UseCors(); rest.UseAuthentication();")]
    [InlineData("builder.Services.AddMyAuthentication();", "app.UseTracedLlm();")]
    [InlineData("var other = WebApplication.CreateBuilder(); other.Services.AddAuthentication();", "app.UseTracedLlm();")]
    [InlineData("IServiceCollection services = {|CS0165:services|}.AddCors(); services.AddAuthentication();", "app.UseTracedLlm();")]
    [InlineData("", "app.UseTracedLlm(); new ServiceCollection().AddAuthentication();")]
    public Task Leaves_alone_an_application_that_may_authenticate_elsewhere(string services, string pipeline) => Verify.VerifyAnalyzerAsync(Program(services, pipeline));

    [Fact]
    public Task Accepts_an_application_that_is_returned_to_the_caller() => Verify.VerifyAnalyzerAsync("""
        static class Gateway
        {
            public static WebApplication Create()
            {
                var builder = WebApplication.CreateBuilder();
                builder.Services.AddAuthentication();
                var app = builder.Build();
                app.UseTracedLlm();
                return app;
            }

            public static void Use(WebApplication app, WebApplicationBuilder builder)
            {
                builder.Services.AddAuthentication();
                app.UseTracedLlm();
            }
        }
        """);

    [Theory]
    [InlineData("builder.Services.AddAuthentication();", "app.[|UseTracedLlm|]();\n        app.Run();", "app.UseTracedLlm();\n        app.UseAuthentication();\n        app.Run();")]
    [InlineData("builder.Services.AddAuthentication();", "app.[|UseTracedLlm|](); // traces\n        app.UseAuthorization();", "app.UseTracedLlm(); // traces\n        app.UseAuthentication();\n        app.UseAuthorization();")]
    [InlineData("builder.Services.AddAuthentication(); builder.Services.AddAuthorization();", "app.[|UseTracedLlm|]();\n        app.Run();", "app.UseTracedLlm();\n        app.UseAuthentication();\n        app.UseAuthorization();\n        app.Run();")]
    [InlineData("builder.Services.AddAuthentication(); builder.Services.AddControllers();", "app.[|UseTracedLlm|]();\n        app.Run();", "app.UseTracedLlm();\n        app.UseAuthentication();\n        app.UseAuthorization();\n        app.Run();")]
    public Task Adds_authentication_and_keeps_authorization_behind_it(string services, string pipeline, string fixedPipeline) =>
        Verify.VerifyCodeFixAsync(Program(services, pipeline), Program(services, fixedPipeline));

    [Theory]
    [InlineData("builder.Services.AddAuthentication(); builder.Services.AddMyAuthentication();", "app.[|UseTracedLlm|]();")]
    [InlineData("builder.Services.AddAuthentication();", "app.UseRouting().[|UseTracedLlm|]();")]
    public Task Adds_nothing_where_authorization_is_not_known_or_to_a_chain(string services, string pipeline) =>
        new RuleFixTest<MiddlewareOrder, MiddlewareOrderFix> { TestCode = Program(services, pipeline), FixedCode = Program(services, pipeline) }.RunAsync();

    [Theory]
    [InlineData("app.UseAuthentication(); app.{|#0:UseTracedLlm|}();", "'UseTracedLlm' comes after 'UseAuthentication', so authentication runs outside of the trace; move it before 'UseAuthentication'")]
    [InlineData("app.UseRouting(); app.UseEndpoints(e => { }); app.{|#0:UseTracedLlm|}();", "'UseTracedLlm' comes after 'UseEndpoints', so the endpoints run before the trace starts; move it before 'UseEndpoints'")]
    [InlineData("app.{|#0:UseTracedLlm|}(); app.UseRouting();", "'UseTracedLlm' comes before 'UseRouting', so requests have no endpoint yet and are not traced; move it after 'UseRouting'")]
    public Task Says_what_is_wrong(string pipeline, string message) =>
        Verify.VerifyAnalyzerAsync(Gateway(pipeline), Verify.Diagnostic().WithLocation(0).WithMessage(message));

    [Theory]
    [InlineData("app.UseAuthentication();\n        app.UseAuthorization();\n        app.[|UseTracedLlm|]();", "app.UseTracedLlm();\n        app.UseAuthentication();\n        app.UseAuthorization();")]
    [InlineData("app.UseRouting();\n        app.UseAuthorization();\n        app.[|UseTracedLlm|](); // traces", "app.UseRouting();\n        app.UseTracedLlm(); // traces\n        app.UseAuthorization();")]
    [InlineData("app.[|UseTracedLlm|]();\n        app.UseRouting();\n        app.UseAuthentication();", "app.UseRouting();\n        app.UseTracedLlm();\n        app.UseAuthentication();")]
    public Task Moves_it(string pipeline, string fixedPipeline) => Verify.VerifyCodeFixAsync(Gateway(pipeline), Gateway(fixedPipeline));

    [Theory]
    [InlineData("app.UseRouting().UseAuthentication().[|UseTracedLlm|]();")]
    [InlineData("if (dev) { app.UseAuthentication(); }\n        app.[|UseTracedLlm|]();")]
    [InlineData("app.UseAuthentication();\n        app.[|UseTracedLlm|]();\n        app.UseRouting();")]
    public Task Does_not_move_a_part_of_a_call_chain_or_a_statement_to_another_block(string pipeline) =>
        new RuleFixTest<MiddlewareOrder, MiddlewareOrderFix> { TestCode = Gateway(pipeline), FixedCode = Gateway(pipeline) }.RunAsync();

    [Fact]
    public Task Moves_it_in_top_level_statements() => new TopLevelTest
    {
        TestCode = "var app = WebApplication.Create(args);\napp.UseAuthentication();\napp.[|UseTracedLlm|]();\napp.Run();\n",
        FixedCode = "var app = WebApplication.Create(args);\napp.UseTracedLlm();\napp.UseAuthentication();\napp.Run();\n",
    }.RunAsync();

    private const string Keys = """

        class KeyMiddleware(RequestDelegate next)
        {
            public async Task InvokeAsync(HttpContext http)
            {
                if (http.Request.Path.StartsWithSegments("/health")) { await next(http); return; }
                if (!http.Request.Headers.TryGetValue("x-api-key", out var key) || key != "k") { http.Response.StatusCode = 401; return; }
                await next(http);
            }
        }

        class BearerMiddleware : IMiddleware
        {
            public async Task InvokeAsync(HttpContext http, RequestDelegate next)
            {
                if (Read(http) is null) { await Refuse(http); return; }
                await next(http);
            }

            static string? Read(HttpContext http) => http.Request.Headers.Authorization;
            static Task Refuse(HttpContext http) => Results.Unauthorized().ExecuteAsync(http);
        }

        class AdminMiddleware(RequestDelegate next)
        {
            public async Task InvokeAsync(HttpContext http)
            {
                if (http.Request.Path.StartsWithSegments("/admin") && http.Request.Headers["x-api-key"] != "k") { http.Response.StatusCode = 403; return; }
                await next(http);
            }
        }

        class LogMiddleware(RequestDelegate next)
        {
            public Task InvokeAsync(HttpContext http) { Console.WriteLine(http.Request.Headers.Authorization.Count); return next(http); }
        }

        class LimitMiddleware(RequestDelegate next)
        {
            public Task InvokeAsync(HttpContext http)
            {
                if (http.Request.Headers["x-api-key"].Count == 0) { http.Response.StatusCode = 429; return Task.CompletedTask; }
                return next(http);
            }
        }

        static class Extensions
        {
            public static IApplicationBuilder UseKeys(this IApplicationBuilder app) => app.UseMiddleware<KeyMiddleware>();
            public static IApplicationBuilder UseLog(this IApplicationBuilder app) => app.UseMiddleware<LogMiddleware>();
        }
        """;

    [Theory]
    [InlineData("app.UseMiddleware<KeyMiddleware>(); app.[|UseTracedLlm|]();")]
    [InlineData("app.UseMiddleware(typeof(KeyMiddleware)); app.[|UseTracedLlm|]();")]
    [InlineData("app.UseMiddleware<BearerMiddleware>(); app.UseCors(); app.[|UseTracedLlm|](); app.UseAuthentication();")]
    [InlineData("app.UseRouting().UseMiddleware<KeyMiddleware>().[|UseTracedLlm|]();")]
    [InlineData("app.UseKeys(); app.[|UseTracedLlm|]();")]
    [InlineData("app.Use(async (http, next) => { if (http.Request.Headers[\"Authorization\"].Count == 0) { http.Response.StatusCode = StatusCodes.Status401Unauthorized; return; } await next(http); }); app.[|UseTracedLlm|]();")]
    [InlineData("app.Use(next => async http => { if (http.Request.Headers[\"api-key\"] != \"k\") { http.Response.StatusCode = 403; return; } await next(http); }); app.[|UseTracedLlm|]();")]
    [InlineData("app.Use(CheckAsync); app.[|UseTracedLlm|](); static async Task CheckAsync(HttpContext http, RequestDelegate next) { if (http.Request.Headers[\"api-key\"] != \"k\") { http.Response.StatusCode = 403; return; } await next(http); }")]
    public Task Flags_authentication_of_the_gateways_own(string pipeline) => Verify.VerifyAnalyzerAsync(Gateway(pipeline) + Keys);

    [Theory]
    [InlineData("app.UseTracedLlm(); app.UseMiddleware<KeyMiddleware>();")]
    [InlineData("app.UseTracedLlm(); app.UseKeys();")]
    [InlineData("app.UseMiddleware<LogMiddleware>(); app.UseTracedLlm();")]
    [InlineData("app.UseLog(); app.UseTracedLlm();")]
    [InlineData("app.UseMiddleware<LimitMiddleware>(); app.UseTracedLlm();")]
    [InlineData("app.UseMiddleware<AdminMiddleware>(); app.UseTracedLlm();")]
    [InlineData("app.UseWhen(http => http.Request.Path.StartsWithSegments(\"/admin\"), branch => branch.UseMiddleware<KeyMiddleware>()); app.UseTracedLlm();")]
    [InlineData("app.Use(async (http, next) => { http.Response.StatusCode = 401; await next(http); }); app.UseTracedLlm();")]
    [InlineData("if (dev) { app.UseKeys(); } else { app.UseTracedLlm(); }")]
    public Task Leaves_other_middleware_alone(string pipeline) => Verify.VerifyAnalyzerAsync(Gateway(pipeline) + Keys);

    [Theory]
    [InlineData("app.UseMiddleware<KeyMiddleware>();\n        app.[|UseTracedLlm|]();", "app.UseTracedLlm();\n        app.UseMiddleware<KeyMiddleware>();")]
    [InlineData("app.UseRouting();\n        app.UseKeys();\n        app.UseAuthorization();\n        app.[|UseTracedLlm|]();", "app.UseRouting();\n        app.UseTracedLlm();\n        app.UseKeys();\n        app.UseAuthorization();")]
    public Task Moves_it_before_authentication_of_the_gateways_own(string pipeline, string fixedPipeline) => Verify.VerifyCodeFixAsync(Gateway(pipeline) + Keys, Gateway(fixedPipeline) + Keys);

    [Theory]
    [InlineData("services.AddSingleton<IStartupFilter, KeyFilter>();", "app.UseMiddleware<KeyMiddleware>(); next(app);", true)]
    [InlineData("services.AddSingleton<IStartupFilter, KeyFilter>();", "next(app); app.UseMiddleware<KeyMiddleware>();", false)]
    [InlineData("services.AddSingleton<IStartupFilter, KeyFilter>();", "app.UseMiddleware<LogMiddleware>(); next(app);", false)]
    [InlineData("", "app.UseMiddleware<KeyMiddleware>(); next(app);", false)]
    public Task Reads_startup_filters(string registration, string statements, bool isFlagged) => Verify.VerifyAnalyzerAsync(
        Gateway(isFlagged ? "app.[|UseTracedLlm|]();" : "app.UseTracedLlm();") + Keys + $$"""

        class KeyFilter : IStartupFilter
        {
            public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app => { {{statements}} };
            static void Add(IServiceCollection services) { {{registration}} }
        }
        """);

    [Fact]
    public Task Says_which_middleware_authenticates() => Verify.VerifyAnalyzerAsync(
        Gateway("app.UseMiddleware<KeyMiddleware>(); app.{|#0:UseTracedLlm|}();") + Keys,
        Verify.Diagnostic().WithLocation(0).WithMessage("'UseTracedLlm' comes after 'KeyMiddleware', so authentication runs outside of the trace; move it before 'KeyMiddleware'"));

    [Fact]
    public Task Says_what_implicit_authentication_does() => Verify.VerifyAnalyzerAsync(
        Program("builder.Services.AddAuthentication();", "app.{|#0:UseTracedLlm|}();"),
        Verify.Diagnostic().WithLocation(0).WithMessage("'UseTracedLlm' is not followed by 'UseAuthentication', so WebApplication runs authentication before the trace starts; call 'UseAuthentication' after it"));

    [Theory]
    [InlineData("app.UseWhen(http => http.Request.Path.StartsWithSegments(\"/llm\"), llm => llm.UseMiddleware<KeyMiddleware>()); app.[|UseTracedLlm|]();")]
    [InlineData("app.UseWhen(http => !http.Request.Path.StartsWithSegments(\"/health\"), branch => branch.UseMiddleware<KeyMiddleware>()); app.[|UseTracedLlm|]();")]
    [InlineData("app.UseWhen(http => http.Request.Path.StartsWithSegments(\"/llm\"), llm => llm.Use(CheckAsync)); app.[|UseTracedLlm|]();")]
    [InlineData("app.UseWhen(http => http.Request.Path.StartsWithSegments(\"/llm\"), llm => llm.UseKeys()); app.[|UseTracedLlm|]();")]
    [InlineData("app.UseWhen(http => http.Request.Path.StartsWithSegments(\"/llm\"), Guard); app.[|UseTracedLlm|]();")]
    [InlineData("app.UseTracedLlm(); app.UseWhen(http => http.Request.Path.StartsWithSegments(\"/llm\"), llm => llm.UseMiddleware<KeyMiddleware>());")]
    [InlineData("app.UseWhen(http => http.Request.Path.StartsWithSegments(\"/llm\"), llm => llm.UseMiddleware<LogMiddleware>()); app.UseTracedLlm();")]
    [InlineData("app.UseWhen(http => http.Request.Path.StartsWithSegments(\"/admin\"), admin => admin.Use(CheckAsync)); app.UseTracedLlm();")]
    [InlineData("app.UseWhen(http => !http.Request.Path.StartsWithSegments(\"/llm\"), rest => rest.UseMiddleware<KeyMiddleware>()); app.UseTracedLlm();")]
    [InlineData("app.UseWhen(http => http.Request.Host.Port == 8080, rest => rest.UseMiddleware<KeyMiddleware>()); app.UseTracedLlm();")]
    public Task Own_authentication_in_a_branch(string pipeline) => Verify.VerifyAnalyzerAsync(Gateway(pipeline) + Keys + """
        static partial class Routes
        {
            public static void Map(WebApplication app) => app.MapPost("/llm/v1/messages", Handle);
            [TracedLlmRoute] static void Handle(HttpContext http) { }
        }
        """);

    private static string Program(string services, string pipeline) => $$"""
        static class Gateway
        {
            public static async Task Main(string[] args)
            {
                var builder = WebApplication.CreateBuilder(args);
                {{services}}
                var app = builder.Build();
                {{pipeline}}
                await Task.Yield();
            }

            static IApplicationBuilder UseMine(this IApplicationBuilder app) => app.UseCors();

            static IApplicationBuilder UseKeys(this IApplicationBuilder app) => app.UseAuthentication();

            static void MapMine(IEndpointRouteBuilder routes) => routes.MapGet("/health", () => "up");

            static void UseKeysLater(WebApplication app) => app.UseKeys();

            static void AddMyAuthentication(this IServiceCollection services)
            {
            }
        }

        class Pipeline(WebApplication app)
        {
            public void Build() => app.UseAuthentication();
        }

        interface IPipeline
        {
            void Build(WebApplication app);
        }
        """;

    private static string Gateway(string pipeline) => $$"""
        static class Gateway
        {
            public static void Use(WebApplication app, bool dev)
            {
                {{pipeline}}
            }

            static IApplicationBuilder UseMine(this IApplicationBuilder app) => app;

            static Task CheckAsync(HttpContext http, RequestDelegate next)
            {
                if (http.Request.Headers["x-api-key"].Count == 0)
                {
                    http.Response.StatusCode = 401;
                    return Task.CompletedTask;
                }

                return next(http);
            }

            static void Guard(IApplicationBuilder branch) => branch.Use(CheckAsync);
        }
        """;

    private sealed class TopLevelTest : RuleFixTest<MiddlewareOrder, MiddlewareOrderFix>
    {
        protected override Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions CreateCompilationOptions() =>
            base.CreateCompilationOptions().WithOutputKind(Microsoft.CodeAnalysis.OutputKind.ConsoleApplication);
    }
}
