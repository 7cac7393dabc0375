using TracedLlm.Bench;
using TracedLlm.Bench.Viewer.Bars;
using TracedLlm.Viewer.Browser.Tests.Browsers;

const string Usage = """
    dotnet run -c Release --project bench/Viewer -- --bars
        Measures in Chromium how fast the viewer's page scrolls and opens a request, in less than a minute, and prints a line per bar.
        Ends with 1 if a bar does not hold, and with 2 if there is no browser.

    """;

if (args is not ["--bars"])
{
    Console.WriteLine(Usage);
    return args is ["--help"] or ["-h"] ? 0 : 2;
}

if (Chromium.Missing is { } missing)
{
    Console.Error.WriteLine(missing);
    return 2;
}

var viewer = new ExampleViewer();
await viewer.InitializeAsync();
try
{
    Console.WriteLine(Bar.Header);
    return Bar.Print([await ScrollBar.MeasureAsync(viewer), await OpenBar.MeasureAsync(viewer)]) == 0 ? 0 : 1;
}
finally
{
    await viewer.DisposeAsync();
}
