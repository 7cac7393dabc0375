using System.Text.Json.Nodes;

namespace Gateway.Area0;

public sealed record Request0(string Model, string Caller, IList<string> Texts, JsonObject Body)
{
    public bool Stream { get; init; }

    public int Length => Texts.Sum(static text => text.Length);
}
