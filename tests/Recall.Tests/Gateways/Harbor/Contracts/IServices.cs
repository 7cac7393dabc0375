using System.Text.Json;
using System.Text.Json.Nodes;

namespace Harbor.Contracts;

public interface IConversationService
{
    Task<JsonElement> RunAsync(IModelRequest request, string path, CancellationToken cancellationToken);
}

public interface IRequestContextReader
{
    RequestMetadata ReadMessages(JsonNode body);

    RequestMetadata ReadEmbeddings(JsonNode body);
}

public interface ITenantQuota
{
    void Take(string tenant);
}
