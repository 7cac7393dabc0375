namespace TracedLlm;

/// <summary>What the built-in redactor removes from captured content and from the texts of errors.</summary>
[Flags]
public enum RedactedContent
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Keys and tokens that are recognised by their form, and passwords in URLs and connection strings.</summary>
    Keys = 1,

    /// <summary>E-mail addresses.</summary>
    Emails = 2,

    /// <summary>Numbers of payment cards: 13 to 19 digits whose check digit is right (ISO/IEC 7812-1), with spaces, dots or dashes between them or without.</summary>
    CardNumbers = 4,

    /// <summary>Telephone numbers: with a country's code, with an area's code that begins with 0, or in the form of North America.</summary>
    PhoneNumbers = 8,

    /// <summary>Numbers of bank accounts whose check digits are right (ISO 13616).</summary>
    Ibans = 16,

    /// <summary>All of these.</summary>
    All = Keys | Emails | CardNumbers | PhoneNumbers | Ibans,
}
