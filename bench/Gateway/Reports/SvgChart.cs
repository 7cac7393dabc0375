using System.Globalization;
using System.Text;

namespace TracedLlm.Bench.Gateway.Reports;

/// <summary>Panels of bars and lines below each other.</summary>
internal sealed class SvgChart
{
    private const int Width = 760;
    private const int Left = 120;
    private const int Right = 110;
    private const int BarHeight = 16;
    private const int PlotHeight = 200;
    private const int Legend = 16;

    private static readonly string[] Colours = ["#4878a8", "#d2713a", "#5a9a58", "#a04a8c", "#8a8a3c", "#4aa0a0", "#b04848", "#6a6ab8", "#7a5a3a", "#3a7a5a", "#888888"];

    private readonly StringBuilder _panels = new();
    private int _top = 10;

    /// <summary>Adds a panel with a bar for each value.</summary>
    public void AddBars(string title, IReadOnlyList<(string Name, double Value)> bars)
    {
        AddTitle(title);
        var most = bars.Select(static bar => bar.Value).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        for (var index = 0; index < bars.Count; index++)
        {
            var (name, value) = bars[index];
            var length = double.IsFinite(value) && most > 0 ? Math.Max(0, value / most) * (Width - Left - Right) : 0;
            Append($"<text x='{Left - 6}' y='{_top + 12}' text-anchor='end'>{Escape(name)}</text>");
            Append($"<rect x='{Left}' y='{_top}' width='{length:0.#}' height='{BarHeight - 4}' fill='{Colours[index % Colours.Length]}'/>");
            Append($"<text x='{Left + length + 5:0.#}' y='{_top + 11}'>{Numbers.Text(value)}</text>");
            _top += BarHeight;
        }

        _top += 14;
    }

    /// <summary>Adds a panel with a line for each series; the values of <paramref name="x"/> are evenly spaced.</summary>
    public void AddLines(string title, IReadOnlyList<string> x, IReadOnlyList<(string Name, IReadOnlyList<double> Values)> series)
    {
        AddTitle(title);
        var most = series.SelectMany(static one => one.Values).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        double X(int index) => Left + ((Width - Left - Right) * (x.Count == 1 ? 0.5 : (double)index / (x.Count - 1)));
        double Y(double value) => _top + PlotHeight - (PlotHeight * (most > 0 ? Math.Max(0, value) / most : 0));
        foreach (var part in (double[])[0, 0.5, 1])
        {
            Append($"<line x1='{Left}' x2='{Width - Right}' y1='{Y(most * part):0.#}' y2='{Y(most * part):0.#}' stroke='#dddddd'/>");
            Append($"<text x='{Left - 6}' y='{Y(most * part) + 4:0.#}' text-anchor='end'>{Numbers.Text(most * part)}</text>");
        }

        for (var index = 0; index < x.Count; index++)
        {
            Append($"<text x='{X(index):0.#}' y='{_top + PlotHeight + 16}' text-anchor='middle'>{Escape(x[index])}</text>");
        }

        for (var index = 0; index < series.Count; index++)
        {
            var (name, values) = series[index];
            var points = string.Join(' ', values.Select((value, at) => string.Create(CultureInfo.InvariantCulture, $"{X(at):0.#},{Y(double.IsFinite(value) ? value : 0):0.#}")));
            Append($"<polyline points='{points}' fill='none' stroke='{Colours[index % Colours.Length]}' stroke-width='2'/>");
            Append($"<text x='{Width - Right + 8}' y='{_top + 10 + (index * Legend)}' fill='{Colours[index % Colours.Length]}'>{Escape(name)}</text>");
        }

        _top += Math.Max(PlotHeight, series.Count * Legend) + 34;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"<svg xmlns='http://www.w3.org/2000/svg' width='{Width}' height='{_top}' font-family='sans-serif' font-size='12'>\n<rect width='100%' height='100%' fill='white'/>\n{_panels}</svg>\n");

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private void AddTitle(string title)
    {
        Append($"<text x='10' y='{_top + 12}' font-weight='bold'>{Escape(title)}</text>");
        _top += 22;
    }

    private void Append(FormattableString line) => _panels.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
