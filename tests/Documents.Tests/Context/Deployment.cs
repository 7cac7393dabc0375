public sealed record Deployment(string Provider, string Model, string ModelGroup, string Id, Uri Endpoint)
{
    public static readonly HttpRequestOptionsKey<Deployment> Key = new("deployment");

    public string Group => ModelGroup;
}
