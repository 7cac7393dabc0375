using Harbor.Contracts;

namespace Harbor.Core;

public static class CoreServices
{
    public static IServiceCollection AddHarborCore(this IServiceCollection services, Uri provider)
    {
        services.AddHttpClient<IProviderGateway, ProviderGateway>(client => client.BaseAddress = provider).AddTracedLlmCall();
        services.AddSingleton<IRequestContextReader, RequestContextReader>();
        services.AddSingleton<ITenantQuota, TenantQuota>();
        services.AddSingleton<PolicyEngine>();
        services.AddSingleton<FailureJournal>();
        return services.AddScoped<IConversationService, ConversationService>();
    }
}
