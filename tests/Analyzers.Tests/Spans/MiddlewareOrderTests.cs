using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Spans;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Testing.Roslyn.CodeFixVerifier<TracedLlm.Analyzers.Spans.MiddlewareOrder, TracedLlm.CodeFixes.Spans.MiddlewareOrderFix>;

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
    [InlineData("app.UseAuthentication(); app.{|#0:UseTracedLlm|}();", "'UseTracedLlm' comes after 'UseAuthentication', which then runs outside of the trace")]
    [InlineData("app.UseRouting(); app.UseEndpoints(e => { }); app.{|#0:UseTracedLlm|}();", "'UseTracedLlm' comes after 'UseEndpoints', which runs the endpoints first")]
    [InlineData("app.{|#0:UseTracedLlm|}(); app.UseRouting();", "'UseTracedLlm' comes before 'UseRouting', so that no request has an endpoint there and none is traced")]
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
    public Task Moves_no_link_of_a_chain_and_nothing_between_blocks(string pipeline) =>
        new RuleFixTest<MiddlewareOrder, MiddlewareOrderFix> { TestCode = Gateway(pipeline), FixedCode = Gateway(pipeline) }.RunAsync();

    [Fact]
    public Task Moves_it_in_top_level_statements() => new TopLevelTest
    {
        TestCode = "var app = WebApplication.Create(args);\napp.UseAuthentication();\napp.[|UseTracedLlm|]();\napp.Run();\n",
        FixedCode = "var app = WebApplication.Create(args);\napp.UseTracedLlm();\napp.UseAuthentication();\napp.Run();\n",
    }.RunAsync();

    private static string Gateway(string pipeline) => $$"""
        static class Gateway
        {
            public static void Use(WebApplication app, bool dev)
            {
                {{pipeline}}
            }

            static IApplicationBuilder UseMine(this IApplicationBuilder app) => app;
        }
        """;

    private sealed class TopLevelTest : RuleFixTest<MiddlewareOrder, MiddlewareOrderFix>
    {
        protected override Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions CreateCompilationOptions() =>
            base.CreateCompilationOptions().WithOutputKind(Microsoft.CodeAnalysis.OutputKind.ConsoleApplication);
    }
}
