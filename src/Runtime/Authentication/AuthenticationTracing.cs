using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace TracedLlm.Authentication;

/// <summary>
/// Decorates <see cref="IAuthenticationService"/>. It works if authentication is added before tracing and if it is added after
/// tracing.
/// </summary>
internal static class AuthenticationTracing
{
    public static void Add(IServiceCollection services)
    {
        // A later AddAuthentication keeps this decorator, because ASP.NET Core adds its service only if no service is registered.
        var inner = services.LastOrDefault(descriptor => descriptor.ServiceType == typeof(IAuthenticationService)) ?? DescribePlatformService();
        services.Replace(ServiceDescriptor.Describe(
            typeof(IAuthenticationService),
            provider => new TracedAuthenticationService((IAuthenticationService)Create(provider, inner)),
            inner.Lifetime));
    }

    /// <summary>Whether the application has an authentication scheme.</summary>
    public static bool HasScheme(IAuthenticationSchemeProvider? schemes) => schemes?.GetAllSchemesAsync().GetAwaiter().GetResult().Any() == true;

    private static ServiceDescriptor DescribePlatformService()
    {
        var services = new ServiceCollection();
        services.AddAuthenticationCore();
        return services.Last(descriptor => descriptor.ServiceType == typeof(IAuthenticationService));
    }

    private static object Create(IServiceProvider provider, ServiceDescriptor descriptor) =>
        descriptor.ImplementationInstance
        ?? descriptor.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, descriptor.ImplementationType!);
}
