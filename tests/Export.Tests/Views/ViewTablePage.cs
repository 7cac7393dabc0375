using System.Text;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Export.Views.Tables;

namespace TracedLlm.Export.Tests.Views;

/// <summary>The tables of the views as the page <c>docs/views.md</c> shows them.</summary>
internal static class ViewTablePage
{
    private static readonly (SpanScope Scope, string Name)[] Scopes =
    [
        (SpanScope.Root, "the root"),
        (SpanScope.Request, "`litellm_request`"),
        (SpanScope.BilledRequest, "`litellm_request` of a model call"),
        (SpanScope.UnbilledRequest, "`litellm_request` of another call"),
        (SpanScope.Root | SpanScope.Request | SpanScope.Other, "the root, `litellm_request`, other spans"),
        (SpanScope.Root | SpanScope.UnbilledRequest | SpanScope.Other, "the root, `litellm_request` of another call, other spans"),
        (SpanScope.Attempt, "attempts"),
        (SpanScope.Guardrail, "guardrails"),
        (SpanScope.Raw, "`raw_gen_ai_request`"),
        (SpanScope.Other, "other spans"),
    ];

    /// <summary>One table of all canonical attributes, and for each view a table of the fields that it makes.</summary>
    public static string Print(IReadOnlyList<(string Title, VendorView View)> views)
    {
        var text = new StringBuilder();
        text.Append("| canonical | ").AppendJoin(" | ", views.Select(view => view.Title)).Append(" |\n|---").Insert(text.Length, "|---", views.Count).Append("|\n");
        foreach (var name in CanonicalNames.All.Order(StringComparer.Ordinal))
        {
            text.Append("| `").Append(name).Append("` | ");
            text.AppendJoin(" | ", views.Select(view => PrintRow(view.View.Table.Rows.Single(row => row.Canonical == name)))).Append(" |\n");
        }

        foreach (var (title, view) in views)
        {
            text.Append("\n### What ").Append(title).Append(" gets after all attributes are known\n\n| field | on | from |\n|---|---|---|\n");
            foreach (var field in view.Table.Fields.Concat<ViewField>(view.Table.Members))
            {
                text.Append("| ").Append(PrintName(field)).Append(" | ").Append(PrintScope(field.Scope)).Append(" | ").Append(PrintSources(field)).Append(" |\n");
            }
        }

        return text.ToString();
    }

    private static string PrintRow(ViewRow row)
    {
        var direct = row.Action switch
        {
            RowAction.Same or RowAction.Text when row.Target == row.Canonical => "as it is",
            RowAction.Same or RowAction.Text => $"`{row.Target}`",
            RowAction.Member => $"`metadata`: {row.Target}",
            RowAction.TraceMetadata => $"`{LangfuseTable.TraceMetadataPrefix}{row.Target}`",
            RowAction.Dropped => "–",
            _ => "",
        };
        var member = row switch
        {
            ParameterRow parameter => parameter.Name,
            UsageRow usage => usage.Name,
            CostRow cost => cost.Name,
            _ => "",
        };
        return string.Join(", ", new[] { direct }.Concat(row.Fields.Select(field => PrintName(field) + (member.Length > 0 ? $": {member}" : ""))).Where(part => part.Length > 0));
    }

    private static string PrintName(ViewField field) => field is MemberField ? $"`metadata`: {field.Name}" : $"`{field.Name}`";

    private static string PrintScope(SpanScope scope)
    {
        if (scope == SpanScope.Every)
        {
            return "every span";
        }

        var rest = SpanScope.Every & ~scope;
        return Scopes.FirstOrDefault(named => named.Scope == rest) is { Name: { } except }
            ? $"every span but {except}"
            : Scopes.Single(named => named.Scope == scope).Name;
    }

    private static string PrintSources(ViewField field) =>
        field.Rows.Length == 0 ? "the span" : string.Join(", ", field.Rows.ToArray().Select(row => $"`{row.Canonical}`"));
}
