namespace ChatGateway.Keys;

internal sealed record CallerKey(string Secret, string Alias, string Team, IReadOnlySet<string> Models)
{
    public bool Allows(string model) => Models.Count == 0 || Models.Contains(model);
}
