namespace TenantGateway.Routing;

internal sealed record Deployment(string Name, Uri Address, string Model, int Weight)
{
    public static Deployment From(JsonNode node) => new(
        node["name"]!.GetValue<string>(),
        new Uri(node["address"]!.GetValue<string>()),
        node["model"]?.GetValue<string>() ?? node["name"]!.GetValue<string>(),
        node["weight"]?.GetValue<int>() ?? 1);
}

internal static class ModelTable
{
    private static readonly Lazy<ILookup<string, Deployment>> Table = new(Read);

    public static Deployment? Pick(string model)
    {
        var candidates = Table.Value[model].ToList();
        var ticket = candidates.Count == 0 ? 0 : Random.Shared.Next(candidates.Sum(candidate => candidate.Weight));
        foreach (var candidate in candidates)
        {
            if ((ticket -= candidate.Weight) < 0)
            {
                return candidate;
            }
        }

        return null;
    }

    private static ILookup<string, Deployment> Read()
    {
        var file = JsonNode.Parse(File.ReadAllText("models.json"))!;
        if (file["metadata"]?["version"]?.GetValue<int>() is not 2)
        {
            throw new InvalidDataException("models.json is of another version.");
        }

        return file["models"]!.AsArray().OfType<JsonNode>().SelectMany(
            entry => entry["deployments"]!.AsArray().OfType<JsonNode>().Select(Deployment.From),
            (entry, deployment) => (Alias: entry["alias"]!.GetValue<string>(), deployment)).ToLookup(pair => pair.Alias, pair => pair.deployment);
    }
}
