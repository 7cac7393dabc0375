using Microsoft.Extensions.Configuration;

namespace TracedLlm.Settings;

/// <summary>Lists of texts: one text with commas, or one configuration key for each item.</summary>
/// <param name="allowed">The items that are allowed, as text.</param>
/// <param name="isAllowed">Whether an item is allowed.</param>
internal sealed class ListType(string allowed, Func<string?, bool> isAllowed) : SettingType<IEnumerable<string>>
{
    public override string Allowed => allowed;

    public override string Format(IEnumerable<string> value) => string.Join(", ", value) is { Length: > 0 } items ? items : "none";

    public override IEnumerable<string> Parse(string source, string text)
    {
        var items = Split(text);
        Check(source, items);
        return items;
    }

    public override void Check(string source, IEnumerable<string> value)
    {
        foreach (var item in value)
        {
            if (!isAllowed(item))
            {
                throw SettingError.ItemNotAllowed(source, item, allowed);
            }
        }
    }

    public override bool TryRead(IConfigurationSection section, bool refusesBlank, out IEnumerable<string> value)
    {
        if (section.GetChildren().FirstOrDefault(static child => child.Value is null && child.GetChildren().Any()) is { } nested)
        {
            throw SettingError.NoText(nested.Path, allowed);
        }

        var items = ReadItems(section);
        Check(section.Path, items);
        value = items;
        return section.Exists();
    }

    /// <summary>The items of a section.</summary>
    public static string[] ReadItems(IConfigurationSection section) => section.Value is { } text
        ? Split(text)
        : [.. section.GetChildren().Select(static child => child.Value?.Trim() ?? "")];

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
