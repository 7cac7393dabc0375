using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace TracedLlm;

/// <summary>Adds tracing to the HTTP clients that a gateway calls its providers with.</summary>
public static class TracedLlmHttpClientBuilderExtensions
{
    /// <summary>
    /// Makes every request of a client an attempt at a provider: the CLIENT span under <c>litellm_request</c> that a method marked
    /// <see cref="TracedLlmCallAttribute"/> has. Inside of such a method the request is the method's attempt. See
    /// <see cref="TracedLlmCallHandler"/>.
    /// </summary>
    /// <remarks>
    /// The handler is the innermost one, wherever this is called: retries of a resilience handler are attempts of their own, and what
    /// a caching handler answers is none. Added again, it only changes the options.
    /// </remarks>
    /// <param name="builder">The client: named, typed, or the defaults of all.</param>
    /// <param name="configure">Says what the attempts say.</param>
    /// <returns>The same builder.</returns>
    public static IHttpClientBuilder AddTracedLlmCall(this IHttpClientBuilder builder, Action<TracedLlmCallOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (configure is not null)
        {
            builder.Services.AddSingleton<IConfigureOptions<TracedLlmCallOptions>>(new ConfigureNamedOptions<TracedLlmCallOptions>(builder.Name, configure));
        }

        builder.Services.AddOptions();

        // After everything that adds handlers, so that ours is the last.
        builder.Services.AddSingleton<IPostConfigureOptions<HttpClientFactoryOptions>>(
            new PostConfigureOptions<HttpClientFactoryOptions>(builder.Name, static client => client.HttpMessageHandlerBuilderActions.Add(AddHandler)));
        return builder;
    }

    private static void AddHandler(HttpMessageHandlerBuilder client)
    {
        if (!client.AdditionalHandlers.OfType<TracedLlmCallHandler>().Any())
        {
            var options = client.Services.GetRequiredService<IOptionsMonitor<TracedLlmCallOptions>>();
            client.AdditionalHandlers.Add(new TracedLlmCallHandler(options.Get(client.Name)));
        }
    }
}
