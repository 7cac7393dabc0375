using System.Text;
using Microsoft.AspNetCore.Routing;
using TracedLlm.Exporting;
using TracedLlm.Generated;

namespace TracedLlm.Report;

/// <summary>
/// A text report on a gateway: the routes that look like LLM routes and are not traced, the traced routes, the methods and types that
/// were traced at compile time, and the backends.
/// </summary>
internal sealed class GatewayReport(IEnumerable<ITraceBackends> backends, EndpointDataSource? endpoints = null)
{
    /// <summary>Creates the report. It contains the methods and types of the assemblies that are loaded now.</summary>
    public override string ToString() => Create(routes => routes.Traced);

    /// <summary>Creates the report for the log: one line an API.</summary>
    public string ToSummary() => Create(routes => routes.Summary);

    private string Create(Func<LlmRoutes, IEnumerable<string>> traced)
    {
        var routes = new LlmRoutes(endpoints?.Endpoints ?? []);
        var members = TracedMembers.All.ToLookup(member => member.Kind, Text);
        var text = new StringBuilder();
        Add(text, "look like LLM routes, but are not traced", routes.Untraced);
        Add(text, "traced routes, by API and field of the gateway's metadata", traced(routes));
        Add(text, "stages", members[TracedMemberKind.Stage]);
        Add(text, "guardrails", members[TracedMemberKind.Guardrail]);
        Add(text, "provider calls", members[TracedMemberKind.Call]);
        Add(text, "metadata types and payload maps", members[TracedMemberKind.Map]);
        Add(text, "backends", backends.SelectMany(export => export.Names));
        return text.ToString();
    }

    private static void Add(StringBuilder text, string heading, IEnumerable<string> lines)
    {
        text.Append(heading).Append('\n');
        foreach (var line in lines.DefaultIfEmpty("none"))
        {
            text.Append("  ").Append(line).Append('\n');
        }
    }

    private static string Text(TracedMember member) => member.Detail is null ? member.Member : $"{member.Detail}: {member.Member}";
}
