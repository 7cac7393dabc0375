using TracedLlm.Analyzers.Context;
using TracedLlm.CodeFixes.Context;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Context.ActivitySourceService, TracedLlm.CodeFixes.Context.ActivitySourceServiceFix>;

namespace TracedLlm.Analyzers.Tests.Context;

/// <summary>TLM4001, <see cref="ActivitySourceService"/> and <see cref="ActivitySourceServiceFix"/>.</summary>
public class ActivitySourceServiceTests
{
    [Theory]
    [InlineData("[|services.AddSingleton(new ActivitySource(\"a\"))|];")]
    [InlineData("[|services.AddSingleton(Source)|];")]
    [InlineData("[|services.AddSingleton<ActivitySource>(_ => new ActivitySource(\"a\"))|];")]
    [InlineData("[|services.AddSingleton(_ => new ActivitySource(\"a\"))|];")]
    [InlineData("[|services.AddSingleton(typeof(ActivitySource), new ActivitySource(\"a\"))|];")]
    [InlineData("[|services.AddScoped(_ => new ActivitySource(\"a\"))|];")]
    [InlineData("[|services.AddTransient(_ => new ActivitySource(\"a\"))|];")]
    [InlineData("[|services.TryAddSingleton(new ActivitySource(\"a\"))|];")]
    [InlineData("services.Add([|ServiceDescriptor.Singleton(new ActivitySource(\"a\"))|]);")]
    [InlineData("[|ServiceCollectionServiceExtensions.AddSingleton(services, new ActivitySource(\"a\"))|];")]
    [InlineData("services.Add([|new ServiceDescriptor(typeof(ActivitySource), Source)|]);")]
    [InlineData("services.Add([|new ServiceDescriptor(typeof(ActivitySource), _ => Source, ServiceLifetime.Singleton)|]);")]
    public Task Flags(string statements) => Verify.VerifyAnalyzerAsync(Code(statements));

    [Theory]
    [InlineData("services.AddKeyedSingleton(\"a\", new ActivitySource(\"a\"));")]
    [InlineData("services.AddKeyedSingleton<ActivitySource>(\"a\", (_, key) => new ActivitySource((string)key!));")]
    [InlineData("services.TryAddKeyedSingleton(\"a\", new ActivitySource(\"a\"));")]
    [InlineData("services.AddSingleton(new Telemetry(new ActivitySource(\"a\")));")]
    [InlineData("services.AddSingleton<Func<ActivitySource>>(() => Source);")]
    [InlineData("services.AddSingleton(new Meter(\"a\"));")]
    [InlineData("services.Add(new ServiceDescriptor(typeof(ActivitySource), \"key\", Source));")]
    [InlineData("services.Add(new ServiceDescriptor(typeof(Meter), new Meter(\"a\")));")]
    [InlineData("var source = new ActivitySource(\"a\");")]
    [InlineData("services.BuildServiceProvider().GetService<ActivitySource>();")]
    [InlineData("services.BuildServiceProvider().GetRequiredService<ActivitySource>();")]
    [InlineData("AddSingleton(new ActivitySource(\"a\")); static void AddSingleton<T>(T value) { }")]
    public Task Leaves_alone(string statements) => Verify.VerifyAnalyzerAsync(Code(statements));

    [Fact]
    public Task Says_how() => Verify.VerifyAnalyzerAsync(
        Code("{|#0:services.AddSingleton(Source)|};"),
        Verify.Diagnostic().WithLocation(0).WithMessage(
            "'AddSingleton' registers an ActivitySource that ASP.NET Core then uses for its own request spans; register it with a key or keep it in a static field"));

    [Theory]
    [InlineData("[|services.AddSingleton(new ActivitySource(\"gateway\"))|];", "services.AddKeyedSingleton(\"gateway\", new ActivitySource(\"gateway\"));")]
    [InlineData("[|services.AddSingleton<ActivitySource>(new ActivitySource(\"gateway\", \"1.0\"))|].AddLogging();", "services.AddKeyedSingleton<ActivitySource>(\"gateway\", new ActivitySource(\"gateway\", \"1.0\")).AddLogging();")]
    public Task Registers_it_by_key(string statements, string fixedStatements) => Verify.VerifyCodeFixAsync(Code(statements), Code(fixedStatements));

    [Theory]
    [InlineData("[|services.AddSingleton(_ => new ActivitySource(\"a\"))|];")]
    [InlineData("[|services.AddSingleton(Source)|];")]
    public Task Offers_nothing_without_a_name(string statements) =>
        new RuleFixTest<ActivitySourceService, ActivitySourceServiceFix> { TestCode = Code(statements), FixedCode = Code(statements) }.RunAsync();

    private static string Code(string statements) => $$"""
        using System.Diagnostics;
        using System.Diagnostics.Metrics;
        using Microsoft.Extensions.DependencyInjection.Extensions;
        static class C
        {
            static readonly ActivitySource Source = new("s");
            static void Add(IServiceCollection services) { {{statements}} }
        }
        record Telemetry(ActivitySource Source);
        """;
}
