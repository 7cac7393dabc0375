namespace TracedLlm.Viewer.Browser.Tests.Gateways;

/// <summary>Texts that would do something if a page took them for HTML, a script, an address or a direction of writing.</summary>
internal static class HostileTexts
{
    /// <summary>The variable of the page that every text sets if it runs.</summary>
    public const string Mark = "hostileTextRan";

    public const string Key = "sk-hostile";
    public const string Model = $"<script>{Mark}=1</script>";
    public const string KeyAlias = $"\"><img src=x onerror=\"{Mark}=1;alert(1)\">";
    public const string TeamAlias = $"' onmouseover='{Mark}=1' autofocus onfocus='{Mark}=1";
    public const string Guardrail = $"<svg onload={Mark}=1>";
    public const string Session = $"javascript:{Mark}=1//";
    public const string User = $"<a href=\"javascript:{Mark}=1\">user</a>";
    public const string TraceName = $"</title><script>{Mark}=1</script>";
    public const string MetadataName = "<b>name</b>";
    public const string MetadataLink = "<link rel=stylesheet href=https://elsewhere.example/a.css>";
    public const string MetadataValue = $"https://elsewhere.example/\">{MetadataLink}";
    public const string Tag = "<style>@import 'https://elsewhere.example/b.css'</style>";

    /// <summary>A text whose end is shown in front of its beginning, unless the page makes the marks visible.</summary>
    public const string Bidi = "invoice\u202Egnp.exe\u2066x\u2069\u200B\u0007";

    /// <summary>What a caller asks; the provider repeats it.</summary>
    public static readonly string[] Prompts =
    [
        $"<script>{Mark}=1;alert(1)</script>",
        $"<img src=\"https://elsewhere.example/i.png\" onerror=\"{Mark}=1\">",
        $"<iframe srcdoc=\"<script>parent.{Mark}=1</script>\"></iframe>",
        $"</textarea></pre></script><!--<script>{Mark}=1</script>-->]]>",
        $"[a link](javascript:{Mark}=1) ![an image](https://elsewhere.example/j.png)",
        $"\"'`${{{Mark}=1}}{{{{constructor.constructor('{Mark}=1')()}}}}<%= {Mark}=1 %>",
        $"<a href=\"data:text/html,<script>{Mark}=1</script>\" ping=\"https://elsewhere.example/\">data</a>",
        "__proto__ constructor prototype toString \u2028\u2029",
        Bidi,
    ];

    /// <summary>A text of a MiB, with markup in it.</summary>
    public static string Long { get; } = string.Concat(Enumerable.Repeat($"<i onclick={Mark}=1>word</i> ", 1024 * 1024 / 40));
}
