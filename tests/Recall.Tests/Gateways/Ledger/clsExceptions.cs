using System;

namespace Ledger
{
    public class clsGatewayException : Exception
    {
        private int m_intStatus;

        public clsGatewayException(string strMessage, int intStatus)
            : base(strMessage)
        {
            this.m_intStatus = intStatus;
        }

        public int Status
        {
            get { return this.m_intStatus; }
        }
    }

    public class clsBadRequestException : clsGatewayException
    {
        public clsBadRequestException(string strMessage)
            : base(strMessage, 400)
        {
        }
    }

    public class clsNoKeyException : clsGatewayException
    {
        public clsNoKeyException()
            : base("No key.", 401)
        {
        }
    }

    public class clsForbiddenWordException : Exception
    {
        public clsForbiddenWordException(int intIndex)
            : base("Forbidden word at " + intIndex.ToString())
        {
        }
    }

    public class clsTooLargeException : Exception
    {
        public clsTooLargeException(int intLength)
            : base(intLength.ToString() + " characters are too many.")
        {
        }
    }

    public class clsProviderException : Exception
    {
        public clsProviderException(string strMessage)
            : base(strMessage)
        {
        }
    }
}
