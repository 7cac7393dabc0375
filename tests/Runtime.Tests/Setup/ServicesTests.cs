using System.Diagnostics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Setup;

[Collection(ProcessWide.Name)]
public sealed class ServicesTests
{
    [Fact]
    public async Task The_platform_keeps_its_own_activity_source()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup { App = app => app.UseTracedLlm() });

        Assert.Equal("Microsoft.AspNetCore", gateway.Services.GetRequiredService<ActivitySource>().Name);
    }

    [Fact]
    public void No_source_listener_or_propagator_is_registered()
    {
        var services = new ServiceCollection();

        services.AddTracedLlm();

        Assert.DoesNotContain(services, descriptor =>
            descriptor.ServiceType == typeof(ActivitySource)
            || descriptor.ServiceType == typeof(DiagnosticListener)
            || descriptor.ServiceType == typeof(DistributedContextPropagator));
    }

    [Fact]
    public void Adding_twice_adds_one_filter_and_one_decorator()
    {
        var services = new ServiceCollection();

        services.AddTracedLlm().AddTracedLlm();

        Assert.Single(services, descriptor => descriptor.ServiceType == typeof(IStartupFilter));
        Assert.Single(services, descriptor => descriptor.ServiceType == typeof(IAuthenticationService));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_authentication_service_of_the_gateways_own_still_serves(bool instance)
    {
        var own = new OwnAuthentication();
        var services = new ServiceCollection();
        if (instance)
        {
            services.AddSingleton<IAuthenticationService>(own);
        }
        else
        {
            services.AddScoped<IAuthenticationService>(_ => own);
        }

        services.AddTracedLlm();
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();

        await scope.ServiceProvider.GetRequiredService<IAuthenticationService>().AuthenticateAsync(new DefaultHttpContext(), "x");

        Assert.Equal(["x"], own.Asked);
    }
}
