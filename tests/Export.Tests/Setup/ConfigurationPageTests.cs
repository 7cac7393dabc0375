using TracedLlm.Export.Setup;
using TracedLlm.Settings;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Export.Tests.Setup;

/// <summary><c>docs/configuration.md</c> lists the settings that the code reads.</summary>
public sealed class ConfigurationPageTests
{
    private const string Page = "docs/configuration.md";

    [Fact]
    public void The_page_lists_the_settings_of_tracing() => PageSection.Match(Page, "tracing", Table(TracedLlmSettings.Rows));

    [Fact]
    public void The_page_lists_the_settings_of_the_export() => PageSection.Match(Page, "export", Table(ExportSettings.Rows));

    [Fact]
    public void The_page_lists_the_variables_without_effect() => PageSection.Match(Page, "variables without effect", string.Join(
        '\n',
        StandardVariables.WithoutEffect
            .GroupBy(static variable => variable.Reason)
            .Select(static group => $"| {string.Join(", ", group.Select(static variable => $"`{variable.Name}`"))} | {group.Key} |")
            .Append($"| {string.Join(", ", StandardVariables.OtherSignals.Select(static name => $"`{name}`"))} | of metrics and logs: the gateway's own exporters of these signals read them. The log does not name them |")
            .Prepend("|---|---|")
            .Prepend("| variable | why it has no effect |")) + "\n");

    [Fact]
    public void A_variable_without_effect_is_no_setting()
    {
        var settings = TracedLlmSettings.Rows.Concat(ExportSettings.Rows)
            .SelectMany(static row => row.Variables.Select(static variable => variable.Name).Append(row.Name))
            .Concat(TracedLlm.Export.Backends.BackendTable.All.SelectMany(static backend => backend.Settings).SelectMany(static setting => setting.Variables));

        Assert.Empty(StandardVariables.WithoutEffect.Select(static variable => variable.Name).Intersect(settings, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_name_belongs_to_one_setting()
    {
        var names = TracedLlmSettings.Rows.Concat(ExportSettings.Rows).Select(row => row.Name);

        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase), names);
    }

    private static string Table(IEnumerable<Setting> rows) => string.Join('\n', rows
        .Select(row => $"| `{row.Name}` | {string.Join(", ", row.Variables.Select(Print))} | {row.Allowed} | {row.Default} | {row.Meaning} |")
        .Prepend("|---|---|---|---|---|")
        .Prepend("| setting | variable | allowed | default | meaning |")) + "\n";

    private static string Print(SettingVariable variable) =>
        variable.Text is null ? $"`{variable.Name}`" : $"`{variable.Name}`=`{variable.Text}` for `{variable.Value}`";
}
