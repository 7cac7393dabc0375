using System.Text.Json;
using Harbor.Contracts;

namespace Harbor.Core;

public sealed class ConversationService(IProviderGateway providers, PolicyEngine policies) : IConversationService
{
    public async Task<JsonElement> RunAsync(IModelRequest request, string path, CancellationToken cancellationToken)
    {
        foreach (var message in request.Messages)
        {
            await policies.EnforceAsync(message, cancellationToken);
        }

        return await providers.PostAsync(path, request, cancellationToken);
    }
}
