using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Viewer.Tests.Hosting;

namespace TracedLlm.Viewer.Tests.Setup;

/// <summary>What stops the start.</summary>
[Collection(ProcessWide.Name)]
public sealed class MapTests
{
    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Outside_of_development_a_policy_is_needed(string environment)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => ViewedGateway.Build(environment: environment));

        Assert.Equal(
            $"MapTracedLlmViewer() needs an authorization policy in the environment {environment}, because the viewer shows traces. "
            + "Set TracedLlm:Viewer:AuthorizationPolicy to the name of a policy, or call MapTracedLlmViewer() in development only.",
            exception.Message);
        await using var without = ViewedGateway.Build(environment: environment, isViewed: false);
        await without.StartAsync();
    }

    [Fact]
    public void A_policy_must_exist()
    {
        Assert.Equal(
            "TracedLlm:Viewer:AuthorizationPolicy needs builder.Services.AddAuthorization(…), which adds the policy.",
            Assert.Throws<InvalidOperationException>(() => ViewedGateway.Build(settings: ("TracedLlm:Viewer:AuthorizationPolicy", "operators"))).Message);
        Assert.Equal(
            "TracedLlm:Viewer:AuthorizationPolicy is 'operators', and there is no such policy. Add it with builder.Services.AddAuthorization(…).",
            Assert.Throws<InvalidOperationException>(() => ViewedGateway.Build(services: static services => services.AddAuthorization(), settings: ("TracedLlm:Viewer:AuthorizationPolicy", "operators"))).Message);
    }

    [Theory]
    [InlineData("TracedLlm:Viewer:MaxTraces", "0")]
    [InlineData("TracedLlm:Viewer:MaxTraces", "many")]
    [InlineData("TracedLlm:Viewer:MaxBytes", "65535")]
    [InlineData("TracedLlm:Viewer:AllowedHosts", "http://localhost")]
    public void A_wrong_value_is_refused_whether_the_viewer_is_mapped_or_not(string name, string value)
    {
        foreach (var isViewed in new[] { true, false })
        {
            var exception = Assert.Throws<InvalidOperationException>(() => ViewedGateway.Build(isViewed: isViewed, settings: (name, value)));

            Assert.Contains(name, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_unknown_setting_stops_the_start()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => ViewedGateway.StartAsync(settings: ("TracedLlm:Viewer:MaxTrace", "5")));

        Assert.Contains("TracedLlm:Viewer:MaxTrace is not a known setting", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 65_536, "TracedLlmViewerOptions.MaxTraces")]
    [InlineData(1, 65_535, "TracedLlmViewerOptions.MaxBytes")]
    public void A_wrong_value_in_code_is_refused(int traces, long bytes, string named)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => ViewedGateway.Build(configure: options => (options.MaxTraces, options.MaxBytes) = (traces, bytes)));

        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_mapped_once_before_the_start_and_beside_the_export()
    {
        await using var gateway = await ViewedGateway.StartAsync(isViewed: false, map: static app => s_app = app);
        Assert.Contains("after the start", Assert.Throws<InvalidOperationException>(() => s_app!.MapTracedLlmViewer()).Message, StringComparison.Ordinal);
        Assert.Contains("called twice", Assert.Throws<InvalidOperationException>(() => ViewedGateway.Build(map: static app => app.MapTracedLlmViewer("/other"))).Message, StringComparison.Ordinal);
        var builder = WebApplication.CreateBuilder();
        await using var bare = builder.Build();
        Assert.Equal(
            "MapTracedLlmViewer() needs builder.Services.AddTracedLlmExport(builder.Configuration).",
            Assert.Throws<InvalidOperationException>(() => bare.MapTracedLlmViewer()).Message);
    }

    [Theory]
    [InlineData("/traces")]
    [InlineData("/traces/")]
    [InlineData("/")]
    public async Task Any_address_will_do(string pattern)
    {
        await using var gateway = await ViewedGateway.StartAsync(isViewed: false, map: app => app.MapTracedLlmViewer(pattern));
        await gateway.PostAsync();

        Assert.NotNull(await new ViewerClient(gateway.Client, pattern.TrimEnd('/')).WaitForRowAsync());
    }

    private static WebApplication? s_app;
}
