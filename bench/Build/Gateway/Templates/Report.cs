using System.Globalization;
using System.Text;

namespace Gateway.Area0;

public sealed class ThingReport0(ThingStore0 store, ThingRules0 rules)
{
    private readonly StringBuilder _text = new();

    public async Task<string> WriteAsync(TextWriter writer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _text.Clear();
        Header("key", "owner", "amount");
        var refused = 0;
        foreach (var thing in await store.FindAsync(static thing => thing.Amount > 0, cancellationToken))
        {
            if (!rules.IsAllowed(thing, out var reason))
            {
                refused++;
                _text.Append("! ").AppendLine(reason);
                continue;
            }

            Row(thing.Key, thing.Owner, thing.Amount.ToString("N2", CultureInfo.InvariantCulture));
            for (var label = 0; label < Math.Min(3, thing.Labels.Count); label++)
            {
                _text.Append(CultureInfo.InvariantCulture, $"   {label}: {thing.Labels.ElementAt(label).Value}").AppendLine();
            }
        }

        var totals = store.TotalsByOwner();
        foreach (var owner in totals.Keys.Order(StringComparer.Ordinal))
        {
            Row("total", owner, totals[owner].ToString("N2", CultureInfo.InvariantCulture));
        }

        await writer.WriteAsync(_text, cancellationToken);
        return refused == 0 ? "complete" : $"{refused} left out";
    }

    private void Header(params string[] columns)
    {
        Row(columns[0], columns[1], columns[2]);
        _text.AppendLine(new string('-', 60));
    }

    private void Row(string key, string owner, string amount) =>
        _text.Append(key.PadRight(20)).Append(' ').Append(owner.PadRight(24)).Append(' ').AppendLine(amount.PadLeft(14));
}
