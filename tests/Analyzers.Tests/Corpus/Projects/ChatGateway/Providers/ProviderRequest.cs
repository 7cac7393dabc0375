using System.Text.Json.Nodes;

namespace ChatGateway.Providers;

internal sealed record ProviderRequest(string Path, string Model, JsonObject Body);
