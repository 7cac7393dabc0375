using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TracedLlm.Viewer.Setup;

/// <summary>Stops the start if everybody could see the traces.</summary>
internal static class AccessCheck
{
    /// <summary>Requires a policy that exists, outside of development.</summary>
    /// <exception cref="InvalidOperationException">There is no policy, or it is unknown; the message says what to do.</exception>
    public static void Require(IServiceProvider services, TracedLlmViewerOptions options)
    {
        var environment = services.GetRequiredService<IHostEnvironment>();
        if (options.AuthorizationPolicy is not { } name)
        {
            if (!environment.IsDevelopment())
            {
                throw new InvalidOperationException(
                    $"MapTracedLlmViewer() needs an authorization policy in the environment {environment.EnvironmentName}, because the viewer shows traces. "
                    + "Set TracedLlm:Viewer:AuthorizationPolicy to the name of a policy, or call MapTracedLlmViewer() in development only.");
            }

            return;
        }

        var policies = services.GetService<IAuthorizationPolicyProvider>()
            ?? throw new InvalidOperationException("TracedLlm:Viewer:AuthorizationPolicy needs builder.Services.AddAuthorization(…), which adds the policy.");
        if (policies.GetPolicyAsync(name).GetAwaiter().GetResult() is null)
        {
            throw new InvalidOperationException($"TracedLlm:Viewer:AuthorizationPolicy is '{name}', and there is no such policy. Add it with builder.Services.AddAuthorization(…).");
        }
    }
}
